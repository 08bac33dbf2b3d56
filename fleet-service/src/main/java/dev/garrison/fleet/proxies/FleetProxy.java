package dev.garrison.fleet.proxies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What agents go through to reach an output, a Fleet Server or a download source. */
@Entity
@Table(name = "fleet_proxy")
class FleetProxy {
    @Id
    String id;

    /** As clients have sent it, without the certificate's key. */
    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    /** A JSON object with {@code certificate_key}; null where there is none. */
    String secretsEncrypted;

    Instant createdAt;
    Instant updatedAt;
}
