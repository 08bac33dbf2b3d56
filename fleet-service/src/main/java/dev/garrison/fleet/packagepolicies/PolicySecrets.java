package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Values of secret variables: stored encrypted, each belonging to one package policy, which holds a reference in its place. */
@ApplicationScoped
class PolicySecrets {
    private final Database database;
    private final Secrets secrets;

    PolicySecrets(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /**
     * Puts references in place of plain secrets, and lists all in {@code secret_references}.
     *
     * @param owned ids that the package policy may refer to
     * @return the plain values by new id
     * @throws ApiException 400: a reference to what is not this package policy's
     */
    static Map<String, String> takeOut(PackageManifest manifest, ObjectNode settings, Set<String> owned) {
        var fresh = new LinkedHashMap<String, String>();
        var referred = new LinkedHashSet<String>();
        PolicyVariables.visit(manifest, settings, (path, owner, definitions, enabled) -> definitions.stream()
                .filter(definition -> definition.isSecret())
                .forEach(definition -> {
                    if (owner.path("vars").get(definition.name()) instanceof ObjectNode variable) {
                        takeOut(variable, owned, fresh, referred);
                    }
                }));
        settings.remove("secret_references");
        if (!referred.isEmpty()) {
            var references = settings.putArray("secret_references");
            referred.forEach(id -> references.addObject().put("id", id));
        }
        return fresh;
    }

    private static void takeOut(
            ObjectNode variable, Set<String> owned, Map<String, String> fresh, Set<String> referred) {
        var value = variable.path("value");
        if (value.path("isSecretRef").asBoolean()) {
            for (var id : value.has("ids")
                    ? value.get("ids")
                    : JsonNodeFactory.instance.arrayNode().add(value.path("id"))) {
                if (!owned.contains(id.asText())) {
                    throw ApiException.badRequest("Secret %s not found", id.asText());
                }
                referred.add(id.asText());
            }
        } else if (value.isArray() && !value.isEmpty()) {
            var reference = JsonNodeFactory.instance.objectNode();
            var ids = reference.putArray("ids");
            value.forEach(each -> ids.add(add(each, fresh, referred)));
            variable.set("value", reference.put("isSecretRef", true));
        } else if (!value.isArray()
                && !value.isMissingNode()
                && !value.isNull()
                && !value.asText(" ").isEmpty()) {
            var id = add(value, fresh, referred);
            variable.set(
                    "value", JsonNodeFactory.instance.objectNode().put("id", id).put("isSecretRef", true));
        }
    }

    private static String add(JsonNode value, Map<String, String> fresh, Set<String> referred) {
        var id = UUID.randomUUID().toString();
        fresh.put(id, value.isValueNode() ? value.asText() : value.toString());
        referred.add(id);
        return id;
    }

    /** Stores new secrets, and forgets those that the package policy no longer refers to. */
    void save(PackagePolicy policy, Map<String, String> fresh) {
        database.update(
                "delete from package_policy_secret where package_policy_id = ? and id <> all(?)",
                policy.id(),
                policy.secretIds());
        database.batch(
                "insert into package_policy_secret (id, package_policy_id, value_encrypted) values (?, ?, ?)",
                fresh.entrySet().stream().map(secret -> new Object[] {
                    secret.getKey(), policy.id(), secrets.encrypt(purpose(secret.getKey()), secret.getValue())
                }));
    }

    /** Plain values of these package policies by id, to be told to agents only. */
    Map<String, Map<String, String>> values(Collection<String> policyIds) {
        var values = new HashMap<String, Map<String, String>>();
        database.list(
                        "select * from package_policy_secret where package_policy_id = any(?)",
                        row -> new Stored(row.text("package_policy_id"), row.text("id"), row.text("value_encrypted")),
                        policyIds)
                .forEach(stored -> values.computeIfAbsent(stored.policyId(), id -> new HashMap<>())
                        .put(stored.id(), secrets.decrypt(purpose(stored.id()), stored.encrypted())));
        return values;
    }

    private record Stored(String policyId, String id, String encrypted) {}

    private static String purpose(String id) {
        return "fleet.package_policy.secret/" + id;
    }
}
