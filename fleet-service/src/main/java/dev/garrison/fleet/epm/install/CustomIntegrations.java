package dev.garrison.fleet.epm.install;

import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.manifest.ManifestYaml;
import dev.garrison.fleet.epm.sources.PackageSources;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Packages that are made here, for data that nobody has a package for: always version 1.0.0. */
@ApplicationScoped
public class CustomIntegrations {
    private static final String VERSION = "1.0.0";

    private final Installations installations;
    private final PackageSources sources;
    private final PackageInstalls installs;
    private final Clock clock;

    CustomIntegrations(Installations installations, PackageSources sources, PackageInstalls installs, Clock clock) {
        this.installations = installations;
        this.sources = sources;
        this.installs = installs;
        this.clock = clock;
    }

    /** @param type of the data: logs, metrics, traces, synthetics, profiles */
    public record Dataset(String name, String type) {}

    /**
     * @param owner who makes it
     * @throws ApiException 409: the name is taken; 422: a dataset is called otherwise; 400: the name cannot be a package's
     */
    public Installed create(String name, List<Dataset> datasets, String owner, String space) {
        requireFree(name);
        requirePrefix(name, datasets);
        return installs.install(() -> archive(name, datasets, owner), InstallSource.custom, space);
    }

    private void requireFree(String name) {
        if (installations.find(name).isPresent()) {
            throw taken(name, "installation");
        }
        if (sources.latest(name, true, true).isPresent()) {
            throw taken(name, "integration");
        }
    }

    private static ApiException taken(String name, String what) {
        return ApiException.conflict(
                "Failed to create the integration as an %s with the name %s already exists in the package registry or as a bundled package or installed package.",
                what, name);
    }

    private static void requirePrefix(String name, List<Dataset> datasets) {
        var others = datasets.stream()
                .map(Dataset::name)
                .filter(dataset -> !dataset.equals(name) && !dataset.startsWith(name + "."))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw ApiException.of(
                    422,
                    "Dataset names '%s' must either match integration name '%s' exactly or be prefixed with integration name and a dot (e.g. '%s.<dataset_name>').",
                    others,
                    name,
                    name);
        }
    }

    private PackageArchive archive(String name, List<Dataset> datasets, String owner) {
        var files = new TreeMap<String, byte[]>();
        put(
                files,
                PackageArchive.MANIFEST,
                Map.of(
                        "format_version",
                        "3.1.0",
                        "name",
                        name,
                        "title",
                        title(name),
                        "description",
                        "Data collected by " + title(name),
                        "version",
                        VERSION,
                        "type",
                        "integration",
                        "owner",
                        Map.of("github", owner, "type", "community"),
                        "categories",
                        List.of("custom")));
        put(
                files,
                "changelog.yml",
                List.of(Map.of(
                        "version", VERSION,
                        "date", clock.instant().toString(),
                        "changes", List.of(Map.of("type", "enhancement", "description", "Created", "link", "-")))));
        var readme = "# " + title(name) + "\n\nMade for data that no other package describes.\n";
        files.put("docs/README.md", readme.getBytes(StandardCharsets.UTF_8));
        for (var dataset : datasets) {
            var folder = "data_stream/" + folder(dataset, datasets) + "/";
            put(
                    files,
                    folder + PackageArchive.MANIFEST,
                    Map.of(
                            "title", title(dataset.name()),
                            "type", dataset.type(),
                            "dataset", dataset.name()));
            put(
                    files,
                    folder + "elasticsearch/ingest_pipeline/default.yml",
                    Map.of("description", "For data of " + dataset.name(), "processors", List.of()));
        }
        return new PackageArchive(name + "-" + VERSION, files);
    }

    /** The dataset's name, with its type where another type has the same name. */
    private static String folder(Dataset dataset, List<Dataset> all) {
        var name = dataset.name().replace('/', '_');
        var shared = all.stream()
                .anyMatch(other ->
                        other.name().equals(dataset.name()) && !other.type().equals(dataset.type()));
        return shared ? name + "_" + dataset.type() : name;
    }

    private static String title(String name) {
        var words = name.replaceAll("[._]+", " ").strip();
        return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static void put(Map<String, byte[]> files, String path, Object content) {
        files.put(path, ManifestYaml.write(content).getBytes(StandardCharsets.UTF_8));
    }
}
