package dev.garrison.security.signingkeys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Unauthenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseHeader;

/** The public halves of the signing keys, for services: {@code /.well-known/jwks.json}. */
@Path("/.well-known/jwks.json")
public class JwksResource {
    private final SigningKeys keys;

    JwksResource(SigningKeys keys) {
        this.keys = keys;
    }

    /** @param keys JWKs (RFC 7517) */
    public record Jwks(List<ObjectNode> keys) {}

    @GET
    @Unauthenticated
    @ResponseHeader(name = "Cache-Control", value = "max-age=60") // far less than a key is published before it signs
    public Jwks get() {
        return new Jwks(keys.published());
    }
}
