package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.security.Principal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Who did something, as known then. The signed token names neither a full name nor an email address, so both are null.
 *
 * @param profileUid absent where the caller has no profile
 */
public record User(
        @JsonInclude @Schema(nullable = true) String email,
        @JsonProperty("full_name") @JsonInclude @Schema(nullable = true) String fullName,
        @JsonInclude @Schema(nullable = true) String username,
        @JsonProperty("profile_uid") @JsonInclude(JsonInclude.Include.NON_NULL) String profileUid) {
    static User of(Principal principal) {
        return new User(null, null, principal.username(), principal.profileUid());
    }
}
