package dev.garrison.security.authentication;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.Unauthenticated;
import dev.garrison.platform.security.Principal;
import dev.garrison.security.signingkeys.SigningKeys;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Turns a client's credentials into a token for services: {@code /internal/authenticate}, for the gateway, which routes nobody there. */
@Path("/internal/authenticate")
@Consumes(MediaType.APPLICATION_JSON)
public class TokenResource {
    private final Authenticator authenticator;
    private final SigningKeys keys;
    private final Clock clock;
    private final Duration lifetime;

    TokenResource(
            Authenticator authenticator,
            SigningKeys keys,
            Clock clock,
            @ConfigProperty(name = "garrison.security.token-lifetime") Duration lifetime) {
        this.authenticator = authenticator;
        this.keys = keys;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /**
     * @param authorization the client's header
     * @param space id of the request's space, which need not exist
     * @param address the client's, by which wrong passwords are counted
     * @param requestId of the client's request; the log takes it from the header {@code x-request-id}
     */
    public record Credentials(
            @NotNull @Size(max = 65536) String authorization,
            @NotNull
                    @Size(max = 1000)
                    @Pattern(regexp = "[a-z0-9_-]+", message = "must be lower case, a-z, 0-9, '_', and '-' are allowed")
                    String space,
            @NotNull @Size(max = 100) String address,
            @JsonProperty("request_id") @Size(max = 200) String requestId) {
        /** Keeps the credentials out of logs. */
        @Override
        public String toString() {
            return "Credentials[…]";
        }
    }

    /**
     * @param expiresIn seconds
     * @param roles when one of these changes, ask again
     * @param apiKeyId absent unless an API key was used
     */
    public record Token(
            String token,
            @JsonProperty("expires_in") long expiresIn,
            String username,
            List<String> roles,
            String realm,
            @JsonProperty("authentication_type") String authenticationType,
            @JsonProperty("api_key_id") String apiKeyId) {
        @Override
        public String toString() {
            return "Token[" + username + "]";
        }
    }

    @POST
    @Unauthenticated
    public Token issue(@NotNull Credentials credentials) {
        var identity = authenticator.authenticate(credentials.authorization(), credentials.address());
        var good = goodFor(identity);
        var principal = new Principal(
                identity.username(),
                identity.realm(),
                identity.profileUid(),
                identity.authenticationType(),
                identity.apiKeyId(),
                credentials.space(),
                identity.privileges().at(credentials.space()),
                identity.privileges().cluster());
        return new Token(
                keys.sign(principal, good),
                good.toSeconds(),
                identity.username(),
                identity.roles(),
                identity.realm(),
                identity.authenticationType(),
                identity.apiKeyId());
    }

    /** A token does not outlive the API key or JWT that it stands for. */
    private Duration goodFor(Identity identity) {
        if (identity.goodUntil() == null) {
            return lifetime;
        }
        var left = Duration.between(clock.instant(), identity.goodUntil())
                .plusMillis(999)
                .truncatedTo(ChronoUnit.SECONDS);
        return left.compareTo(lifetime) < 0 ? left : lifetime;
    }
}
