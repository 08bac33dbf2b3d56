package dev.garrison.fleet.enrollmentkeys;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What an agent shows to enroll, and the agent policy that it then gets. */
@Entity
@Table(name = "enrollment_api_key")
public class EnrollmentKey {
    @Id
    String id;

    String policyId;
    String name;

    /** The name without the id that it ends in; null where the client gave none. */
    String givenName;

    String apiKeyId;

    /** Shown in every read, so kept beside the hash that an enrolment is checked against. */
    String secretEncrypted;

    String secretHash;
    boolean active;
    Instant expiresAt;
    Instant createdAt;

    public String id() {
        return id;
    }

    public String policyId() {
        return policyId;
    }

    boolean isUsable(Instant now) {
        return active && (expiresAt == null || expiresAt.isAfter(now));
    }
}
