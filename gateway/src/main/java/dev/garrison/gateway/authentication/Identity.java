package dev.garrison.gateway.authentication;

/**
 * Who a credential belongs to, at one space.
 *
 * @param bearer the Authorization header for services: security-service's signed token
 * @param username login name, or the owner's of an API key
 * @param apiKeyId null unless an API key was used
 * @param goodUntil {@link System#nanoTime()} until which the token may be used again
 */
public record Identity(String bearer, String username, String apiKeyId, long goodUntil) {}
