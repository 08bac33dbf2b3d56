package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Manifests and files of versions that are installed, or that package policies still have. */
@ApplicationScoped
public class StoredPackages {
    private final Database database;
    private final ObjectMapper json;

    StoredPackages(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** In the caller's transaction; what was stored of this version before goes. */
    void store(PackageManifest manifest, PackageArchive archive) {
        delete(manifest.name(), manifest.version());
        database.update(
                "insert into package_version (name, version, manifest) values (?, ?, ?::jsonb)",
                manifest.name(),
                manifest.version(),
                json.<JsonNode>valueToTree(manifest));
        database.batch(
                "insert into package_file (name, version, path, content) values (?, ?, ?, ?)",
                archive.files().entrySet().stream().map(file ->
                        new Object[] {manifest.name(), manifest.version(), file.getKey(), file.getValue()}));
    }

    private void delete(String name, String version) {
        database.update("delete from package_version where name = ? and version = ?", name, version);
    }

    /** Deletes what is stored of other versions. */
    void keepOnly(String name, Collection<String> versions) {
        database.update("delete from package_version where name = ? and version <> all (?)", name, versions);
    }

    public Optional<PackageManifest> manifest(String name, String version) {
        return database.first(
                        "select manifest from package_version where name = ? and version = ?",
                        row -> row.text("manifest"),
                        name,
                        version)
                .map(this::read);
    }

    /** Manifests of the installed versions, by name. */
    public Map<String, PackageManifest> installed() {
        var manifests = new HashMap<String, PackageManifest>();
        database.list(
                        """
                        select v.manifest from package_version v
                        join package p on p.name = v.name and p.version = v.version""",
                        row -> read(row.text("manifest")))
                .forEach(manifest -> manifests.put(manifest.name(), manifest));
        return manifests;
    }

    public Optional<byte[]> file(String name, String version, String path) {
        return database.first(
                "select content from package_file where name = ? and version = ? and path = ?",
                row -> row.bytes("content"),
                name,
                version,
                path);
    }

    public List<String> paths(String name, String version) {
        return database.list(
                "select path from package_file where name = ? and version = ? order by path collate \"C\"",
                row -> row.text("path"),
                name,
                version);
    }

    /** What streams and inputs compile from, by path. */
    public Map<String, String> templates(String name, String version) {
        var texts = new HashMap<String, String>();
        files("path like '%.hbs'", name, version)
                .forEach((path, content) -> texts.put(path, new String(content, StandardCharsets.UTF_8)));
        return texts;
    }

    /** Files below a folder, by path. @param folder with the closing slash */
    public SortedMap<String, byte[]> below(String name, String version, String folder) {
        return files("starts_with(path, ?)", name, version, folder);
    }

    private SortedMap<String, byte[]> files(String condition, Object... parameters) {
        var files = new TreeMap<String, byte[]>();
        database.list(
                        "select path, content from package_file where name = ? and version = ? and " + condition,
                        row -> Map.entry(row.text("path"), row.bytes("content")),
                        parameters)
                .forEach(file -> files.put(file.getKey(), file.getValue()));
        return files;
    }

    private PackageManifest read(String manifest) {
        try {
            return json.readValue(manifest, PackageManifest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored manifest is not one", e);
        }
    }
}
