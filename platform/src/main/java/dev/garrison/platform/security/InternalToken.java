package dev.garrison.platform.security;

import java.util.List;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** The wire form of a {@link Principal} between gateway and services: a JWT, signed with ES256, that lives for minutes. */
public final class InternalToken {
    public static final String ISSUER = "garrison-security";
    public static final String AUDIENCE = "garrison-services";

    private InternalToken() {}

    /**
     * @param key the P-256 key to sign with; its key id is sent along
     * @param lifetimeSeconds how long services accept the token
     */
    public static String sign(Principal principal, PublicJsonWebKey key, long lifetimeSeconds) {
        var claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(principal.username());
        claims.setIssuedAtToNow();
        var expires = NumericDate.now();
        expires.addSeconds(lifetimeSeconds);
        claims.setExpirationTime(expires);
        claims.setStringClaim("realm", principal.realm());
        claims.setStringClaim("puid", principal.profileUid());
        claims.setStringClaim("auth", principal.authenticationType());
        if (principal.apiKeyId() != null) {
            claims.setStringClaim("akid", principal.apiKeyId());
        }
        claims.setStringClaim("space", principal.space());
        claims.setStringListClaim("priv", List.copyOf(principal.privileges()));
        claims.setStringListClaim("cluster", List.copyOf(principal.clusterPrivileges()));
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("Could not sign", e);
        }
    }

    static Principal principal(JwtClaims claims) throws MalformedClaimException {
        return new Principal(
                claims.getSubject(),
                claims.getStringClaimValue("realm"),
                claims.getStringClaimValue("puid"),
                claims.getStringClaimValue("auth"),
                claims.getStringClaimValue("akid"),
                claims.getStringClaimValue("space"),
                Set.copyOf(claims.getStringListClaimValue("priv")),
                Set.copyOf(claims.getStringListClaimValue("cluster")));
    }
}
