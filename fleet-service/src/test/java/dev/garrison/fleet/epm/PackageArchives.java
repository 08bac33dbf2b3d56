package dev.garrison.fleet.epm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packages for tests, packed as they are sent. */
public final class PackageArchives {
    private final String name;
    private final String version;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private PackageArchives(String name, String version) {
        this.name = name;
        this.version = version;
    }

    /** A name that no other test uses. */
    public static String newName() {
        return "pkg_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** With nothing but a manifest. */
    public static PackageArchives empty(String name, String version) {
        return new PackageArchives(name, version)
                .with(
                        "manifest.yml",
                        """
                        format_version: 3.0.0
                        name: %s
                        title: Weather
                        version: %s
                        description: Weather stations
                        categories: [observability]
                        owner:
                          github: weather
                          type: community
                        """
                                .formatted(name, version));
    }

    /** With a data stream, a template, a dashboard and an image. */
    public static PackageArchives integration(String name, String version) {
        return empty(name, version)
                .append(
                        "manifest.yml",
                        """
                        conditions:
                          kibana:
                            version: ^8.0.0
                        icons:
                          - src: /img/logo.svg
                            type: image/svg+xml
                        vars:
                          - name: region
                            type: text
                            default: north
                        policy_templates:
                          - name: stations
                            title: Stations
                            description: All stations
                            inputs:
                              - type: httpjson
                                title: Collect
                                vars:
                                  - name: url
                                    type: url
                                    required: true
                        """)
                .with(
                        "data_stream/rain/manifest.yml",
                        """
                        title: Rain
                        type: metrics
                        elasticsearch.index_mode: time_series
                        streams:
                          - input: httpjson
                            title: Rain
                            vars:
                              - name: period
                                type: duration
                                default: 10s
                        """)
                .with("data_stream/rain/agent/stream/stream.yml.hbs", "period: {{period}}\nurl: {{url}}\n")
                .with("data_stream/rain/elasticsearch/ingest_pipeline/default.yml", "processors: []\n")
                .with("data_stream/rain/elasticsearch/ingest_pipeline/clean.yml", "processors: []\n")
                .with(
                        "kibana/dashboard/overview.json",
                        """
                        {"id": "%s-overview", "type": "dashboard", "attributes": {"title": "Rain"},
                         "references": [{"type": "search", "id": "%1$s-rain", "name": "panel_0"}]}"""
                                .formatted(name))
                .with(
                        "kibana/search/rain.json",
                        """
                        {"id": "%s-rain", "type": "search", "attributes": {"title": "All rain"}, "references": []}"""
                                .formatted(name))
                .with("docs/README.md", "# Weather\n")
                .with("img/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }

    public PackageArchives with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public PackageArchives with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public String text(String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }

    public PackageArchives append(String path, String text) {
        return with(path, text(path) + text);
    }

    public PackageArchives replace(String path, String old, String text) {
        return with(path, new String(files.get(path), StandardCharsets.UTF_8).replace(old, text));
    }

    public PackageArchives without(String path) {
        files.remove(path);
        return this;
    }

    public boolean has(String path) {
        return files.containsKey(path);
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    public String root() {
        return name + "-" + version;
    }

    public byte[] zip() {
        var all = new LinkedHashMap<String, byte[]>();
        files.forEach((path, content) -> all.put(root() + "/" + path, content));
        return zip(all);
    }

    /** @param files by path in the archive */
    public static byte[] zip(Map<String, byte[]> files) {
        try (var bytes = new ByteArrayOutputStream()) {
            try (var zip = new ZipOutputStream(bytes)) {
                for (var file : files.entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue());
                    zip.closeEntry();
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] tarGz() {
        try (var bytes = new ByteArrayOutputStream()) {
            try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (var file : files.entrySet()) {
                    var entry = new TarArchiveEntry(root() + "/" + file.getKey());
                    entry.setSize(file.getValue().length);
                    tar.putArchiveEntry(entry);
                    tar.write(file.getValue());
                    tar.closeArchiveEntry();
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
