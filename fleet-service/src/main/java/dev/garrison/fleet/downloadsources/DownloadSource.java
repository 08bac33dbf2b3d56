package dev.garrison.fleet.downloadsources;

import dev.garrison.fleet.settingsobjects.SettingsObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** Where agents get their binaries. */
@Entity
@Table(name = "agent_download_source")
public class DownloadSource extends SettingsObject {
    public String host() {
        return settings().get("host").textValue();
    }
}
