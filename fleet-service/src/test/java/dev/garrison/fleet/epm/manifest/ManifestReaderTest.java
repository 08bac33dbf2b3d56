package dev.garrison.fleet.epm.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.garrison.fleet.epm.PackageArchives;
import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.platform.http.ApiException;
import org.junit.jupiter.api.Test;

class ManifestReaderTest {
    private final PackageArchives archive = PackageArchives.integration("weather", "1.0.0");

    private static PackageManifest read(PackageArchives archive) {
        return ManifestReader.read(ArchiveReader.read(archive.zip(), ArchiveType.ZIP));
    }

    @Test
    void manifestsBecomeOneDescription() {
        var manifest = read(archive.append("manifest.yml", "unknown_key: 1\n"));

        assertThat(manifest.type()).isEqualTo("integration");
        assertThat(manifest.icons().get(0).path()).isEqualTo("/package/weather/1.0.0/img/logo.svg");
        var template = manifest.policyTemplate("stations").orElseThrow();
        assertThat(template.isMultiple()).isTrue();
        assertThat(manifest.inputs(template).get(0).vars().get(0).isRequired()).isTrue();
        var stream = manifest.dataStreams(template).get(0);
        assertThat(stream.baseName()).isEqualTo("metrics-weather.rain");
        assertThat(stream.streams().get(0).isEnabled()).isTrue();
        assertThat(stream.streams().get(0).vars().get(0).defaultValue().asText())
                .isEqualTo("10s");
    }

    @Test
    void aTemplateMayNameItsDataStreams() {
        var manifest = read(
                archive.append(
                        "manifest.yml",
                        """
                  - name: none
                    title: None
                    description: Another template
                    data_streams: [wind]
                """));

        assertThat(manifest.dataStreams(manifest.policyTemplate("none").orElseThrow()))
                .isEmpty();
    }

    @Test
    void anInputPackageHasOneDataStreamForEachTemplate() {
        var manifest = read(
                PackageArchives.empty("logs", "1.0.0")
                        .append(
                                "manifest.yml",
                                """
                        type: input
                        policy_templates:
                          - name: lines
                            type: logs
                            title: Lines
                            description: Lines of files
                            input: logfile
                            template_path: input.yml.hbs
                            vars:
                              - name: paths
                                type: text
                                multi: true
                        """));

        var template = manifest.policyTemplates().get(0);
        var stream = manifest.dataStreams(template).get(0);
        assertThat(stream.dataset()).isEqualTo("logs.lines");
        assertThat(stream.streams().get(0).vars())
                .extracting(Variable::name)
                .containsExactly("paths", "data_stream.dataset");
        assertThat(manifest.inputs(template)).extracting(TemplateInput::type).containsExactly("logfile");
    }

    @Test
    void aBrokenManifestIsRefused() {
        assertRefused(
                archive.with("manifest.yml", "name: [weather\n"),
                "Could not parse top-level package manifest at top-level directory weather-1.0.0: ");
        assertRefused(
                archive.with("manifest.yml", "name: weather\nname: wind\n"),
                "Could not parse top-level package manifest at top-level directory weather-1.0.0: Duplicate");
        assertRefused(
                archive.with("manifest.yml", "name: weather\nversion: 1.0.0\n"),
                "Invalid top-level package manifest at top-level directory weather-1.0.0 (package name: weather): one or more"
                        + " fields missing of name, version, description, title, format_version, owner.");
    }

    @Test
    void aManifestOfAnotherPackageIsRefused() {
        var other = PackageArchives.empty("wind", "2.0.0");

        assertRefused(
                archive.with("manifest.yml", other.text("manifest.yml")),
                "Name wind and version 2.0.0 do not match top-level directory weather-1.0.0");
    }

    @Test
    void aBrokenDataStreamIsRefused() {
        var path = "data_stream/rain/manifest.yml";
        assertRefused(archive.with(path, "title: [\n"), "Could not parse package manifest for data stream 'rain': ");
        assertRefused(
                archive.with(path, "title: Rain\n"),
                "Invalid manifest for data stream 'rain': one or more fields missing of 'title', 'type'");
        assertRefused(
                archive.with(path, "title: Rain\ntype: logs\nstreams:\n  - title: Rain\n"),
                "Invalid manifest for data stream rain: stream is missing one or more fields of: input, title");
        assertRefused(
                archive.with(path, "title: Rain\ntype: logs\nstreams:\n  - {title: R, input: i, vars: [{name: v}]}\n"),
                "Invalid var definition for data stream rain: one of mandatory fields 'name' and 'type' missing in var: "
                        + "{\"name\":\"v\"}");
    }

    @Test
    void aBrokenTemplateIsRefused() {
        var manifest = PackageArchives.empty("weather", "1.0.0").text("manifest.yml");
        assertRefused(
                archive.with("manifest.yml", manifest + "policy_templates: [{name: a, title: b}]\n"),
                "Invalid top-level manifest: one of mandatory fields 'name', 'title', 'description' is missing in policy template: "
                        + "{\"name\":\"a\",\"title\":\"b\"}");
        assertRefused(
                archive.with(
                        "manifest.yml",
                        manifest + "policy_templates: [{name: a, title: b, description: c, inputs: [{type: t}]}]\n"),
                "Invalid top-level manifest: one of mandatory fields 'type', 'title' missing in input: {\"type\":\"t\"}");
        assertRefused(
                archive.with("manifest.yml", manifest + "vars: [{type: text}]\n"),
                "Invalid var definition for manifest.yml: one of mandatory fields 'name' and 'type' missing in var: "
                        + "{\"type\":\"text\"}");
    }

    @Test
    void brokenTagsAreRefused() {
        assertRefused(archive.with("kibana/tags.yml", "- [\n"), "Could not parse tags file kibana/tags.yml: ");
    }

    private static void assertRefused(PackageArchives archive, String message) {
        assertThatThrownBy(() -> read(archive))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageStartingWith(message);
    }
}
