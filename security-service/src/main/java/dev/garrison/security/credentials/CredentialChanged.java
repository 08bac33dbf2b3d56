package dev.garrison.security.credentials;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.garrison.platform.events.DomainEvent;

/**
 * {@code security.credential.changed}: whoever remembers what a credential may do must ask again.
 *
 * @param username the user or service account whose credential it is; an API key's owner
 * @param apiKeyId null unless it is about one API key
 */
public record CredentialChanged(String username, @JsonProperty("api_key_id") String apiKeyId, Change change)
        implements DomainEvent {
    public enum Change {
        USER_CHANGED("user.changed"),
        USER_DELETED("user.deleted"),
        API_KEY_UPDATED("api_key.updated"),
        API_KEY_INVALIDATED("api_key.invalidated"),
        SERVICE_TOKEN_DELETED("service_token.deleted");

        private final String wireName;

        Change(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        String wireName() {
            return wireName;
        }
    }

    public static CredentialChanged ofUser(String username, Change change) {
        return new CredentialChanged(username, null, change);
    }

    @Override
    public String type() {
        return "security.credential.changed";
    }

    @Override
    public String subject() {
        return apiKeyId == null ? username : apiKeyId;
    }
}
