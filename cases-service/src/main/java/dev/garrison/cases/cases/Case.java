package dev.garrison.cases.cases;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Something to be looked into, in one space. */
@Entity
@Table(name = "cases")
class Case {
    @Id
    String id;

    String space;

    @Version
    long version = 1;

    String owner;
    String title;
    String description;
    String[] tags;
    String category;
    String severity;
    String status;

    /** Uids of users' profiles. */
    String[] assignees;

    boolean syncAlerts;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode connector;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode customFields;

    int totalAlerts;
    int totalComments;
    Instant createdAt;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode createdBy;

    Instant updatedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode updatedBy;

    Instant closedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode closedBy;

    /** From creation to closing. */
    @Column(name = "duration_seconds")
    Long duration;

    /** Where and when the case was last sent; null until it is. */
    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode externalService;

    /** Opaque to clients; another one after each write. */
    String versionText() {
        return Base64.getEncoder().encodeToString(("[" + version + ",1]").getBytes(StandardCharsets.UTF_8));
    }
}
