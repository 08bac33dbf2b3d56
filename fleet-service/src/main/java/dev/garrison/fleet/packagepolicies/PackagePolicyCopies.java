package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Copies package policies onto another agent policy, as they are compiled, with secrets of their own. */
@ApplicationScoped
class PackagePolicyCopies {
    private static final Pattern COPY = Pattern.compile(" \\(copy(?: \\d+)?\\)$");

    private final PackagePolicyRepository policies;
    private final PackagePolicyWrites writes;
    private final PolicySecrets secrets;
    private final CurrentPrincipal principal;
    private final ObjectMapper json;

    PackagePolicyCopies(
            PackagePolicyRepository policies,
            PackagePolicyWrites writes,
            PolicySecrets secrets,
            CurrentPrincipal principal,
            ObjectMapper json) {
        this.policies = policies;
        this.writes = writes;
        this.secrets = secrets;
        this.principal = principal;
        this.json = json;
    }

    void copy(PackagePolicy original, String policyId) {
        var id = UUID.randomUUID().toString();
        var values = new HashMap<String, String>();
        var settings = withNewSecrets(original, values);
        settings.put("name", policies.nextCopyName(COPY.matcher(original.name()).replaceFirst("")));
        for (var input : settings.path("inputs")) {
            for (var stream : input.path("streams")) {
                var dataStream = stream.path("data_stream");
                ((ObjectNode) stream)
                        .put(
                                "id",
                                dataStream.path("type").asText() + "-"
                                        + dataStream.path("dataset").asText() + "-" + id);
            }
        }
        var draft = new PolicyDraft(settings, (ArrayNode) original.dataStreams(), values);
        writes.createSilently(id, draft, List.of(policyId), principal.username());
    }

    /** Ids of secrets are UUIDs, so nothing else reads like one. */
    private ObjectNode withNewSecrets(PackagePolicy original, Map<String, String> values) {
        var text = original.settings().toString();
        var old = secrets.values(Set.of(original.id())).getOrDefault(original.id(), Map.of());
        for (var secret : old.entrySet()) {
            var id = UUID.randomUUID().toString();
            values.put(id, secret.getValue());
            text = text.replace(secret.getKey(), id);
        }
        try {
            return (ObjectNode) json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
