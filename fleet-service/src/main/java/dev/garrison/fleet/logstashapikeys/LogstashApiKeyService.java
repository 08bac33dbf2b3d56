package dev.garrison.fleet.logstashapikeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.securityservice.SecurityService;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** The API key with which a Logstash writes to Elasticsearch what agents send it. */
@ApplicationScoped
class LogstashApiKeyService {
    private static final List<String> CLUSTER = List.of("monitor");

    private static final Map<String, Object> INDICES = Map.of(
            "names",
            List.of(
                    "logs-*-*",
                    "metrics-*-*",
                    "traces-*-*",
                    "synthetics-*-*",
                    ".logs-endpoint.diagnostic.collection-*",
                    ".logs-endpoint.action.responses-*",
                    "profiling-*",
                    ".profiling-*"),
            "privileges",
            List.of("auto_configure", "create_doc"));

    private final SecurityService security;
    private final ObjectMapper json;

    LogstashApiKeyService(SecurityService security, ObjectMapper json) {
        this.security = security;
        this.json = json;
    }

    /**
     * A new key, owned by the caller.
     *
     * @param authorization the caller's header
     * @return {@code id:secret}
     * @throws ApiException 403: the caller may not do what the key is to do, or may not make keys; else see {@link SecurityService}
     */
    String create(String authorization) {
        try {
            if (!mayWrite(authorization)) {
                throw forbidden();
            }
            var key = security.post("/_security/api_key", authorization, newKey());
            return key.get("id").textValue() + ":" + key.get("api_key").textValue();
        } catch (SecurityService.Refused e) {
            throw forbidden();
        }
    }

    /** A key that can do less than it says would fail only in Logstash. */
    private boolean mayWrite(String authorization) throws SecurityService.Refused {
        var question = json.createObjectNode();
        question.set("cluster", json.valueToTree(CLUSTER));
        question.putArray("index").add(json.<ObjectNode>valueToTree(INDICES));
        return security.post("/_security/user/_has_privileges", authorization, question)
                .path("has_all_requested")
                .booleanValue();
    }

    private ObjectNode newKey() {
        return json.valueToTree(Map.of(
                "name",
                "Fleet Logstash output",
                "metadata",
                Map.of("managed_by", "fleet", "managed", true, "type", "logstash"),
                "role_descriptors",
                Map.of("logstash-output", Map.of("cluster", CLUSTER, "indices", List.of(INDICES)))));
    }

    private static ApiException forbidden() {
        return ApiException.forbidden("Missing permissions to create logstash API key");
    }
}
