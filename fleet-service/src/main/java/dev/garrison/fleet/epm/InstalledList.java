package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.StoredPackages;
import dev.garrison.fleet.epm.manifest.Image;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** Installed packages page by page, each with where its data goes. */
@ApplicationScoped
class InstalledList {
    private final Installations installations;
    private final StoredPackages stored;

    InstalledList(Installations installations, StoredPackages stored) {
        this.installations = installations;
        this.stored = stored;
    }

    /** @param searchAfter goes into the next request; null where the page is empty */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(@NotNull List<Item> items, long total, List<String> searchAfter) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @NotNull String name,
            @NotNull String version,
            @NotNull PackageStatus status,
            String title,
            String description,
            List<Image> icons,
            @NotNull List<Stream> dataStreams) {}

    /** @param name pattern of the names of its data streams */
    record Stream(@NotNull String name, @NotNull String title) {}

    /**
     * @param dataStreamType only packages with such data streams, and only those of them; null for all
     * @param active only data streams that have data: none, for data does not come this way
     * @param after name of the last package of the page before; null for the first page
     */
    Page page(String namePrefix, String dataStreamType, boolean active, String after, boolean descending, int size) {
        var items = installations.page(namePrefix, dataStreamType, after, descending, size).stream()
                .map(installation -> item(installation, dataStreamType, active))
                .toList();
        return new Page(
                items,
                installations.count(namePrefix, dataStreamType),
                items.isEmpty() ? null : List.of(items.get(items.size() - 1).name()));
    }

    private Item item(Installation installation, String dataStreamType, boolean active) {
        var manifest =
                stored.manifest(installation.name(), installation.version()).orElseThrow();
        var streams = manifest.dataStreams().stream()
                .filter(stream -> !active)
                .filter(stream -> dataStreamType == null || dataStreamType.equals(stream.type()))
                .map(stream -> new Stream(stream.indexPattern(), stream.path()))
                .toList();
        return new Item(
                installation.name(),
                installation.version(),
                PackageStatus.installed,
                manifest.title(),
                manifest.description(),
                manifest.icons(),
                streams);
    }
}
