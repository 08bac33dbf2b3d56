package dev.garrison.fleet.downloadsources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Where agents get their binaries. */
@Entity
@Table(name = "agent_download_source")
public class DownloadSource {
    @Id
    String id;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    Instant createdAt;
    Instant updatedAt;

    public String host() {
        return settings.get("host").textValue();
    }

    public Optional<String> proxyId() {
        return Optional.ofNullable(settings.path("proxy_id").textValue());
    }
}
