package dev.garrison.security.authentication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.platform.security.Principal;
import dev.garrison.security.apikeys.ApiKeyService;
import dev.garrison.security.jwt.JwtRealm;
import dev.garrison.security.jwt.JwtUsers;
import dev.garrison.security.serviceaccounts.ServiceAccount;
import dev.garrison.security.users.UserService;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who the caller is, as Elasticsearch tells it: {@code /_security/_authenticate}. */
@Path("/_security/_authenticate")
public class AuthenticateResource {
    private static final Realm API_KEYS = new Realm("_es_api_key", "_es_api_key");

    private final UserService users;
    private final JwtUsers jwtUsers;
    private final ApiKeyService apiKeys;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;

    AuthenticateResource(
            UserService users, JwtUsers jwtUsers, ApiKeyService apiKeys, CurrentPrincipal caller, ObjectMapper json) {
        this.users = users;
        this.jwtUsers = jwtUsers;
        this.apiKeys = apiKeys;
        this.caller = caller;
        this.json = json;
    }

    public record Realm(String name, String type) {}

    public record UsedApiKey(String id, String name) {}

    /** @param apiKey absent unless one was used */
    public record Caller(
            String username,
            List<String> roles,
            @JsonProperty("full_name") @JsonInclude @Schema(nullable = true) String fullName,
            @JsonInclude @Schema(nullable = true) String email,
            ObjectNode metadata,
            boolean enabled,
            @JsonProperty("authentication_realm") Realm authenticationRealm,
            @JsonProperty("lookup_realm") Realm lookupRealm,
            @JsonProperty("authentication_type") String authenticationType,
            @JsonProperty("api_key") UsedApiKey apiKey) {}

    @GET
    @RequirePrivileges
    public Caller get() {
        var principal = caller.get();
        if (principal.apiKeyId() != null) {
            return keyOf(principal);
        }
        if (principal.realm().equals(ServiceAccount.REALM)) {
            return account(principal);
        }
        return jwtUsers.owns(principal.realm()) ? jwtUser(principal) : user(principal);
    }

    private Caller jwtUser(Principal principal) {
        var user = jwtUsers.find(principal.realm(), principal.username()).orElseThrow(() -> gone(principal));
        var realm = new Realm(user.realm(), JwtRealm.TYPE);
        return new Caller(
                user.username(),
                user.roles(),
                user.fullName(),
                user.email(),
                json.createObjectNode(),
                true,
                realm,
                realm,
                principal.authenticationType(),
                null);
    }

    private Caller user(Principal principal) {
        var user = users.find(principal.username()).orElseThrow(() -> gone(principal));
        return new Caller(
                user.username(),
                user.roles(),
                user.fullName(),
                user.email(),
                user.metadata(),
                user.enabled(),
                new Realm(user.realm(), user.realm()),
                new Realm(user.realm(), user.realm()),
                principal.authenticationType(),
                null);
    }

    /** A key has descriptors, not the roles of its owner. */
    private Caller keyOf(Principal principal) {
        var key = apiKeys.find(principal.apiKeyId()).orElseThrow(() -> gone(principal));
        return new Caller(
                key.username(),
                List.of(),
                null,
                null,
                json.createObjectNode(),
                true,
                API_KEYS,
                API_KEYS,
                principal.authenticationType(),
                new UsedApiKey(key.id(), key.name()));
    }

    private Caller account(Principal principal) {
        var realm = new Realm(ServiceAccount.REALM, ServiceAccount.REALM);
        return new Caller(
                principal.username(),
                List.of(),
                "Service account - " + principal.username(),
                null,
                json.createObjectNode().put("_elastic_service_account", true),
                true,
                realm,
                realm,
                principal.authenticationType(),
                null);
    }

    /** The credential ended after the gateway had asked. */
    private static ApiException gone(Principal principal) {
        return ApiException.unauthorized("unable to authenticate user [%s]", principal.username());
    }
}
