package dev.garrison.platform.testing;

import dev.garrison.platform.security.InternalToken;
import dev.garrison.platform.security.Principal;
import java.util.Set;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Mints the gateway's tokens for tests, with a key that the tested service is told to trust. */
public final class Tokens {
    private static final EllipticCurveJsonWebKey KEY = newKey("test");

    private Tokens() {}

    public static EllipticCurveJsonWebKey newKey(String id) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String jwks() {
        return new JsonWebKeySet(KEY).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** The Authorization header of user {@code elastic} in the default space, who may do everything. */
    public static String superuser() {
        return of("elastic", "default", Set.of("*"), Set.of("all"));
    }

    /** A user in the default space with just these Kibana API privileges. */
    public static String with(String... privileges) {
        return of("somebody", "default", Set.of(privileges), Set.of());
    }

    /** The Authorization header of any principal. */
    public static String of(String username, String space, Set<String> privileges, Set<String> cluster) {
        return of(new Principal(username, "native", "u_" + username, "realm", null, space, privileges, cluster));
    }

    public static String of(Principal principal) {
        return "Bearer " + InternalToken.sign(principal, KEY, 300);
    }

    /** Well formed and well signed, but by somebody else. */
    public static String forged() {
        return "Bearer "
                + InternalToken.sign(
                        new Principal("elastic", "native", "u", "realm", null, "default", Set.of("*"), Set.of("all")),
                        newKey("test"),
                        300);
    }
}
