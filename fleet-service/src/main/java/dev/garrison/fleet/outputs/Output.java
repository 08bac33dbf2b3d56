package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Where agents send their data. */
@Entity
@Table(name = "output")
public class Output {
    /** Of the output that every policy uses unless it names another. */
    public static final String DEFAULT_ID = "fleet-default-output";

    @Id
    String id;

    /** As clients have sent it: never set is absent, cleared is null. Its secret parts are elsewhere. */
    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    /** A JSON object of the shape of the settings, with their secret parts; null where there are none. */
    String secretsEncrypted;

    Instant createdAt;
    Instant updatedAt;
}
