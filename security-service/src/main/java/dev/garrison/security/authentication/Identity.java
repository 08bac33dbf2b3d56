package dev.garrison.security.authentication;

import dev.garrison.security.privileges.EffectivePrivileges;
import java.time.Instant;

/**
 * Whose credentials these are.
 *
 * @param username the owner's of an API key
 * @param apiKeyId null unless an API key was used
 * @param goodUntil when the credential ends by itself; null: never
 */
record Identity(
        String username,
        String realm,
        String profileUid,
        String authenticationType,
        String apiKeyId,
        Instant goodUntil,
        EffectivePrivileges privileges) {}
