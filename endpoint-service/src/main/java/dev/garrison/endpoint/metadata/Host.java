package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.json.JsonConventions;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A host as its agent describes it; written by {@link HostRepository#apply} alone. */
@Entity
@Table(name = "host")
class Host {
    @Id
    String agentId;

    String policyId;
    Long policyRevision;
    String agentVersion;
    boolean active;
    Instant enrolledAt;
    Instant lastCheckin;
    Instant changedAt;
    String hostStatus;

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode localMetadata;

    /** The host in the shape of the endpoint's metadata document. What no agent has told is absent. */
    ObjectNode metadata() {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("@timestamp", JsonConventions.format(changedAt));
        document.putObject("Endpoint").put("status", active ? "enrolled" : "unenrolled");
        var agent = document.putObject("agent").put("id", agentId).put("type", "endpoint");
        if (agentVersion != null) {
            agent.put("version", agentVersion);
        }
        document.putObject("elastic").putObject("agent").put("id", agentId);
        var host = document.putObject("host");
        if (told("host") instanceof ObjectNode itself) {
            host.setAll(itself);
        }
        if (told("os") instanceof ObjectNode os) {
            host.set("os", os);
        }
        return document;
    }

    private JsonNode told(String part) {
        return localMetadata == null ? null : localMetadata.get(part);
    }
}
