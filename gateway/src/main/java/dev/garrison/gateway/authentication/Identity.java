package dev.garrison.gateway.authentication;

import java.util.Set;

/**
 * Who a credential belongs to, at one space.
 *
 * @param bearer the Authorization header for services: security-service's signed token
 * @param username login name, or the owner's of an API key
 * @param apiKeyId null unless an API key was used
 * @param roles names of those whose change changes what may be done; null: nobody said
 * @param goodUntil {@link System#nanoTime()} until which the token may be used again
 */
public record Identity(String bearer, String username, String apiKeyId, Set<String> roles, long goodUntil) {
    boolean mayHaveRole(String role) {
        return roles == null || roles.contains(role);
    }
}
