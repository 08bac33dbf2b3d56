package dev.garrison.security.jwt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose JWTs are taken as credentials; the table in README.md explains each key. Without an issuer, nobody's. */
@ConfigMapping(prefix = "garrison.security.jwt")
interface JwtConfig {
    Optional<String> issuer();

    /** One of these must be among the token's. */
    Optional<List<String>> audience();

    /** The issuer's keys, one of the two. */
    Optional<URI> jwksUrl();

    /** PEM, a JWK or a set of them; read at the start. */
    Optional<Path> publicKeyFile();

    /** Signatures only: with a shared secret whoever verifies could also sign. */
    @WithDefault("RS256,ES256")
    List<String> algorithms();

    /** Name of the realm that knows these users. */
    @WithDefault("jwt1")
    String realm();

    /** The first of them that the token has. */
    @WithDefault("sub,preferred_username")
    List<String> usernameClaims();

    /** Where the token has it in an object: {@code realm_access.roles}. */
    @WithDefault("groups")
    String groupsClaim();

    /** Role to the groups whose members have it. */
    Map<String, List<String>> roles();

    @WithDefault("60S")
    Duration clockSkew();

    @WithDefault("5S")
    Duration jwksTimeout();

    /** Where the issuer does not say how long they are good. */
    @WithDefault("5M")
    Duration jwksCacheFor();

    /** Keys are not fetched more often, whatever comes. */
    @WithDefault("10S")
    Duration jwksPause();
}
