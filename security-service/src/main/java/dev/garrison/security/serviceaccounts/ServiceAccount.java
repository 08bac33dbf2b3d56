package dev.garrison.security.serviceaccounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;

/** Programs of the stack that log in with a {@link ServiceToken}. What they may do is fixed, as Elasticsearch documents it. */
public enum ServiceAccount {
    FLEET_SERVER(
            "elastic/fleet-server",
            """
            {
              "cluster": ["monitor", "manage_own_api_key"],
              "indices": [
                {"names": ["logs-*", "metrics-*", "traces-*", ".logs-endpoint.diagnostic.collection-*",
                    ".logs-endpoint.action.responses-*", ".logs-endpoint.heartbeat-*"],
                  "privileges": ["write", "create_index", "auto_configure"]},
                {"names": ["profiling-*"], "privileges": ["read", "write"]},
                {"names": [".fleet-*"], "privileges": ["read", "write", "monitor", "create_index", "auto_configure",
                    "maintenance"], "allow_restricted_indices": true},
                {"names": ["synthetics-*"], "privileges": ["read", "write", "create_index", "auto_configure"]}
              ],
              "applications": [
                {"application": "kibana-*", "privileges": ["reserved_fleet-setup"], "resources": ["*"]}
              ]
            }"""),
    FLEET_SERVER_REMOTE(
            "elastic/fleet-server-remote",
            """
            {
              "cluster": ["monitor", "manage_own_api_key"],
              "indices": [
                {"names": ["logs-*", "metrics-*", "traces-*"], "privileges": ["write", "create_index", "auto_configure"]}
              ]
            }"""),
    KIBANA("elastic/kibana", """
            {"cluster": ["monitor", "manage_own_api_key"]}""");

    /** Name, and also type, of the realm that knows the accounts. */
    public static final String REALM = "_service_account";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String fullName;
    private final ObjectNode role;

    ServiceAccount(String fullName, String role) {
        this.fullName = fullName;
        try {
            this.role = (ObjectNode) new ObjectMapper().readTree(role);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code namespace/service}. */
    public String fullName() {
        return fullName;
    }

    /** The one role that the account has, by name, in Elasticsearch's form. */
    public ObjectNode documents() {
        return JSON.createObjectNode().set(fullName, role.deepCopy());
    }

    public static Optional<ServiceAccount> find(String fullName) {
        return Arrays.stream(values())
                .filter(account -> account.fullName.equals(fullName))
                .findFirst();
    }
}
