package dev.garrison.security.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.garrison.platform.events.DomainEvent;

/**
 * {@code security.credential.changed}: whoever remembers what a credential may do must ask again.
 *
 * @param username the user or service account whose credential it is; an API key's owner; null where it is about a role
 * @param apiKeyId null unless it is about one API key
 * @param role null unless it is about a role: then about everybody who has it
 */
public record CredentialChanged(
        String username, @JsonProperty("api_key_id") String apiKeyId, String role, Change change)
        implements DomainEvent {
    public enum Change {
        USER_CHANGED("user.changed"),
        USER_DELETED("user.deleted"),
        API_KEY_UPDATED("api_key.updated"),
        API_KEY_INVALIDATED("api_key.invalidated"),
        SERVICE_TOKEN_DELETED("service_token.deleted"),
        ROLE_CHANGED("role.changed"),
        ROLE_DELETED("role.deleted");

        private final String wireName;

        Change(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        String wireName() {
            return wireName;
        }
    }

    public CredentialChanged(String username, String apiKeyId, Change change) {
        this(username, apiKeyId, null, change);
    }

    public static CredentialChanged ofUser(String username, Change change) {
        return new CredentialChanged(username, null, change);
    }

    public static CredentialChanged ofRole(String role, Change change) {
        return new CredentialChanged(null, null, role, change);
    }

    @Override
    public String type() {
        return "security.credential.changed";
    }

    @Override
    public String subject() {
        if (role != null) {
            return role;
        }
        return apiKeyId == null ? username : apiKeyId;
    }
}
