package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What stands under {@code secrets} of an output: clients see ids in place of the values, which only agents get. */
@ApplicationScoped
class OutputSecrets {
    /** Where there may be one, below {@code secrets}. Plain ones have the same paths in the settings. */
    static final List<String> PATHS = List.of("/service_token", "/kibana_api_key", "/password", "/ssl/key");

    private final Database database;
    private final Secrets secrets;
    private final ObjectMapper json;

    OutputSecrets(Database database, Secrets secrets, ObjectMapper json) {
        this.database = database;
        this.secrets = secrets;
        this.json = json;
    }

    /**
     * Stores new values and deletes those that are no longer referred to. The output is stored already.
     *
     * @param settings their {@code secrets}, values or references, become references
     * @throws ApiException 400: a reference to nothing of this output
     */
    void store(String outputId, ObjectNode settings) {
        var kept = new TreeMap<String, String>();
        database.list(
                        "select path, id from output_secret where output_id = ?",
                        row -> Map.entry(row.text("path"), row.text("id")),
                        outputId)
                .forEach(secret -> kept.put(secret.getKey(), secret.getValue()));
        var gone = new ArrayList<>(kept.values());
        for (var path : PATHS) {
            var value = settings.path("secrets").at(path);
            if (value.isTextual()) {
                var id = UUID.randomUUID().toString();
                if (kept.containsKey(path)) {
                    delete(List.of(kept.get(path)));
                }
                database.update(
                        "insert into output_secret (id, output_id, path, value_encrypted) values (?, ?, ?, ?)",
                        id,
                        outputId,
                        path,
                        secrets.encrypt(purpose(id), value.textValue()));
                put(
                        settings.withObjectProperty("secrets"),
                        path,
                        json.createObjectNode().put("id", id));
            } else if (value.isObject()) {
                var id = value.get("id").textValue();
                if (!id.equals(kept.get(path))) {
                    throw ApiException.badRequest("Secret %s does not exist", id);
                }
                gone.remove(id);
            }
        }
        delete(gone);
    }

    /** The values, of the shape that {@code secrets} has. */
    ObjectNode values(String outputId) {
        var values = json.createObjectNode();
        database.list(
                        "select id, path, value_encrypted from output_secret where output_id = ?",
                        row -> Map.entry(
                                row.text("path"),
                                secrets.decrypt(purpose(row.text("id")), row.text("value_encrypted"))),
                        outputId)
                .forEach(secret ->
                        put(values, secret.getKey(), json.getNodeFactory().textNode(secret.getValue())));
        return values;
    }

    private void delete(List<String> ids) {
        database.update("delete from output_secret where id = any(?)", ids);
    }

    static void put(ObjectNode target, String path, JsonNode value) {
        int last = path.lastIndexOf('/');
        (last == 0 ? target : target.withObject(path.substring(0, last))).set(path.substring(last + 1), value);
    }

    /** Whether there was something to remove. */
    static void remove(ObjectNode target, String path) {
        int last = path.lastIndexOf('/');
        if (target.at(path.substring(0, last)) instanceof ObjectNode parent) {
            parent.remove(path.substring(last + 1));
        }
    }

    private static String purpose(String secretId) {
        return "fleet.output_secret." + secretId;
    }
}
