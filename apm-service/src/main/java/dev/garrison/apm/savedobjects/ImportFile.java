package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Reads what is imported: a line of JSON for each object. */
@ApplicationScoped
class ImportFile {
    private static final int LIMIT = 10_000;
    private static final long MAX_BYTES = 26_214_400;

    private final ObjectMapper json;

    ImportFile(ObjectMapper json) {
        this.json = json;
    }

    /** @throws ApiException 400: no such file, or what is in it is no export; 413: it is longer than 25 MiB */
    List<ImportedObject> read(FileUpload file) {
        if (file == null) {
            throw ApiException.badRequest("[request body.file]: expected value of type [Stream] but got [undefined]");
        }
        var name = file.fileName() == null ? "" : file.fileName();
        if (!name.toLowerCase(Locale.ROOT).endsWith(".ndjson")) {
            int dot = name.lastIndexOf('.');
            throw ApiException.badRequest("Invalid file extension %s", dot < 0 ? "" : name.substring(dot));
        }
        if (file.size() > MAX_BYTES) {
            throw ApiException.of(413, "Payload content length greater than maximum allowed: " + MAX_BYTES);
        }
        try (var lines = Files.newBufferedReader(file.uploadedFile(), StandardCharsets.UTF_8)) {
            var objects = new ArrayList<ImportedObject>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var node = line.isBlank() ? null : json.readTree(line);
                if (node != null && !node.has("exportedCount")) {
                    objects.add(object(node));
                }
            }
            return checked(objects);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("%s", e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw ApiException.badRequest("The file is not UTF-8");
        } catch (IOException e) {
            throw new IllegalStateException("An upload could not be read", e);
        }
    }

    private ImportedObject object(JsonNode node) throws JsonProcessingException {
        if (!node.path("type").isTextual() || !node.path("id").isTextual() || !Storable.is(node)) {
            throw ApiException.badRequest("Not a saved object: each line needs a type and an id, and text without NUL");
        }
        var object = json.treeToValue(node, ImportedObject.class);
        return new ImportedObject(
                object.type(),
                object.id(),
                object.attributes() == null ? json.createObjectNode() : object.attributes(),
                object.references() == null ? List.of() : object.references(),
                object.originId(),
                object.managed(),
                object.migrationVersion(),
                object.coreMigrationVersion(),
                object.typeMigrationVersion());
    }

    private static List<ImportedObject> checked(List<ImportedObject> objects) {
        if (objects.size() > LIMIT) {
            throw ApiException.badRequest("Can't import more than %d objects", LIMIT);
        }
        var seen = new HashSet<ObjectKey>();
        var twice = new TreeSet<String>();
        objects.stream()
                .map(ImportedObject::key)
                .filter(key -> !seen.add(key))
                .forEach(key -> twice.add(key.toString()));
        if (!twice.isEmpty()) {
            throw ApiException.badRequest("Non-unique import objects detected: [%s]", String.join(",", twice));
        }
        return objects;
    }
}
