package dev.garrison.fleet.servicetokens;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.securityservice.SecurityService;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;

/** Tokens with which a Fleet Server logs in. They are security-service's, which gives them to whom Fleet's privileges allow it. */
@ApplicationScoped
class ServiceTokens {
    private final SecurityService security;
    private final ObjectMapper json;

    ServiceTokens(SecurityService security, ObjectMapper json) {
        this.security = security;
        this.json = json;
    }

    /**
     * Another token, each time.
     *
     * @param authorization the caller's header
     * @param remote for a remote Elasticsearch, where Fleet Server may do less
     * @throws ApiException 403, and see {@link SecurityService}
     */
    Token create(String authorization, boolean remote) {
        try {
            var body = json.createObjectNode().put("remote", remote);
            var token = security.post("/internal/security/fleet_server_token", authorization, body);
            return new Token(token.get("name").textValue(), token.get("value").textValue());
        } catch (SecurityService.Refused e) {
            throw ApiException.forbidden("Missing permissions to create a Fleet Server service token");
        }
    }

    /** @param value shown this once */
    record Token(@NotNull String name, @NotNull String value) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Token[" + name + "]";
        }
    }

    /** @param remote false, where absent */
    record NewToken(Boolean remote) {
        static boolean isRemote(NewToken body) {
            return body != null && Boolean.TRUE.equals(body.remote());
        }
    }
}
