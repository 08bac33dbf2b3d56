package dev.garrison.fleet.downloadsources;

import dev.garrison.fleet.settingsobjects.SettingsTable;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class DownloadSourceRepository extends SettingsTable<DownloadSource> {
    DownloadSourceRepository() {
        super(DownloadSource.class, "agent_download_source", "ingest-download-sources");
    }
}
