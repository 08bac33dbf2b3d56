package dev.garrison.fleet.epm;

import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.TemplateInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One version of a package as package policies need it.
 *
 * @param templates Handlebars that render YAML, by path in the package
 */
public record PackageContent(PackageManifest manifest, Map<String, String> templates) {
    private static final String TEMPLATE = ".hbs";

    /** @throws dev.garrison.platform.http.ApiException 400: the archive is no package */
    public static PackageContent of(PackageArchive archive) {
        return new PackageContent(
                ManifestReader.read(archive),
                archive.files().entrySet().stream()
                        .filter(file -> file.getKey().endsWith(TEMPLATE))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, file -> new String(file.getValue(), StandardCharsets.UTF_8))));
    }

    /** What an enabled stream compiles from. */
    public Optional<String> template(DataStream dataStream, DataStream.Stream stream) {
        var file = stream.templatePath();
        if (file == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(templates.get(
                manifest.isInput()
                        ? "agent/input/" + file
                        : "data_stream/" + dataStream.path() + "/agent/stream/" + file));
    }

    /** What an input itself compiles from, where it has a template. */
    public Optional<String> template(TemplateInput input) {
        return Optional.ofNullable(input.templatePath()).map(file -> templates.get("agent/input/" + file));
    }
}
