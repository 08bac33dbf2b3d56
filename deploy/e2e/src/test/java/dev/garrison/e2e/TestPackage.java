package dev.garrison.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A small integration package: log files of a shop, and a dashboard over them.
 *
 * @param streams its data streams, each read from log files
 * @param variables of each data stream beside {@code paths}: name and default
 */
record TestPackage(String name, String version, List<String> streams, Map<String, String> variables) {
    /** The one policy template and its input, as simplified package policies name them. */
    String input() {
        return name + "-logfile";
    }

    String dataset(String stream) {
        return name + "." + stream;
    }

    String dashboard() {
        return name + "-overview";
    }

    /** What lies where below the root folder. */
    Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("manifest.yml", manifest());
        files.put("docs/README.md", "# %s %s\n".formatted(name, version));
        files.put(
                "kibana/dashboard/" + dashboard() + ".json",
                """
                {"id": "%s", "type": "dashboard", "references": [],
                 "attributes": {"title": "Orders %s", "description": "", "panelsJSON": "[]", "optionsJSON": "{}",
                  "kibanaSavedObjectMeta": {"searchSourceJSON": "{}"}}}
                """
                        .formatted(dashboard(), version));
        for (var stream : streams) {
            files.put("data_stream/" + stream + "/manifest.yml", streamManifest(stream));
            files.put("data_stream/" + stream + "/fields/base-fields.yml", "- name: message\n  type: text\n");
            files.put("data_stream/" + stream + "/agent/stream/stream.yml.hbs", template());
        }
        return files;
    }

    private String manifest() {
        return """
                format_version: 3.0.0
                name: %1$s
                title: Web shop
                version: %2$s
                description: What a shop writes down
                type: integration
                categories: [custom]
                conditions: {kibana: {version: ^8.17.0}}
                owner: {github: garrison, type: community}
                policy_templates:
                  - name: %1$s
                    title: Logs of the shop
                    description: Reads the shop's log files
                    inputs:
                      - type: logfile
                        title: Log files
                        description: Reads log files
                """
                .formatted(name, version);
    }

    private String streamManifest(String stream) {
        var manifest = new StringBuilder(
                """
                title: %s
                type: logs
                streams:
                  - input: logfile
                    title: %1$s
                    description: Reads them
                    vars:
                      - {name: paths, type: text, title: Paths, multi: true, required: true, show_user: true,
                         default: [/var/log/%1$s.log]}
                """
                        .formatted(stream));
        variables.forEach((variable, value) -> manifest.append(
                "      - {name: %s, type: text, title: %1$s, required: false, show_user: true, default: %s}%n"
                        .formatted(variable, value)));
        return manifest.toString();
    }

    private String template() {
        var template = new StringBuilder("paths:\n{{#each paths as |path|}}\n  - {{path}}\n{{/each}}\n");
        variables.keySet().forEach(variable -> template.append("%s: {{%1$s}}%n".formatted(variable)));
        return template.toString();
    }

    byte[] zip() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files().entrySet()) {
                zip.putNextEntry(new ZipEntry(name + "-" + version + "/" + file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
