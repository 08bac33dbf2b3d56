package dev.garrison.fleet.standaloneagents;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.securityservice.SecurityService;
import dev.garrison.fleet.standaloneagents.StandaloneAgentKeyResource.Key;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** API keys with which agents that run without Fleet send their data. */
@ApplicationScoped
class StandaloneAgentKeys {
    private static final Map<String, Object> ROLE = Map.of(
            "cluster",
            List.of("monitor"),
            "indices",
            List.of(Map.of(
                    "names",
                    List.of("logs-*-*", "metrics-*-*", "traces-*-*", "synthetics-*-*"),
                    "privileges",
                    List.of("auto_configure", "create_doc"))));

    private final SecurityService security;
    private final ObjectMapper json;

    StandaloneAgentKeys(SecurityService security, ObjectMapper json) {
        this.security = security;
        this.json = json;
    }

    /**
     * A new key, owned by the caller.
     *
     * @param authorization the caller's header
     * @throws ApiException 403: the caller may not make keys; else see {@link SecurityService}
     */
    Key create(String authorization, String name) {
        var body = json.createObjectNode().put("name", name);
        body.set("role_descriptors", json.valueToTree(Map.of("standalone-agent", ROLE)));
        body.putObject("metadata")
                .put("managed_by", "fleet")
                .put("managed", true)
                .put("type", "standalone_agent");
        try {
            var created = security.post("/_security/api_key", authorization, body);
            return new Key(
                    created.get("id").textValue(),
                    created.get("name").textValue(),
                    created.get("api_key").textValue(),
                    created.get("encoded").textValue());
        } catch (SecurityService.Refused e) {
            throw ApiException.forbidden("Missing permissions to create standalone agent API key");
        }
    }
}
