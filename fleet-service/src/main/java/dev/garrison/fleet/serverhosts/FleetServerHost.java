package dev.garrison.fleet.serverhosts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Where agents reach Fleet Server. */
@Entity
@Table(name = "fleet_server_host")
public class FleetServerHost {
    @Id
    String id;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    Instant createdAt;
    Instant updatedAt;

    public List<String> urls() {
        return StreamSupport.stream(settings.get("host_urls").spliterator(), false)
                .map(url -> url.textValue())
                .toList();
    }

    public Optional<String> proxyId() {
        return Optional.ofNullable(settings.path("proxy_id").textValue());
    }
}
