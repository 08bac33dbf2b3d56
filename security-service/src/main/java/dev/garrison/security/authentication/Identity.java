package dev.garrison.security.authentication;

import dev.garrison.security.privileges.EffectivePrivileges;
import java.time.Instant;
import java.util.List;

/**
 * Whose credentials these are.
 *
 * @param username the owner's of an API key
 * @param roles names of the roles whose change changes what may be done; an API key has a snapshot instead
 * @param apiKeyId null unless an API key was used
 * @param goodUntil when the credential ends by itself; null: never
 */
record Identity(
        String username,
        List<String> roles,
        String realm,
        String profileUid,
        String authenticationType,
        String apiKeyId,
        Instant goodUntil,
        EffectivePrivileges privileges) {}
