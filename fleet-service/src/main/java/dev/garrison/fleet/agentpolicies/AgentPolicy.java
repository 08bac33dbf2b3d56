package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What a group of agents is to do. */
@Entity
@Table(name = "agent_policy")
public class AgentPolicy {
    @Id
    String id;

    /** What clients have set, as they sent it: never set is absent, cleared is null. Replaced as a whole, never changed. */
    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    String status;
    int revision;
    long version;
    String schemaVersion;
    Instant createdAt;
    Instant updatedAt;
    String updatedBy;

    public String id() {
        return id;
    }

    public String name() {
        return settings.get("name").textValue();
    }

    public String namespace() {
        return settings.get("namespace").textValue();
    }

    /** Where its data goes; null: to the default output. */
    public String dataOutputId() {
        return settings.path("data_output_id").textValue();
    }

    /** {@code [{name, value}]}: fields of every document; missing where there are none. */
    public JsonNode globalDataTags() {
        return settings.path("global_data_tags");
    }

    public int revision() {
        return revision;
    }

    /** Whether it is hosted: an orchestrator owns it, so most changes of it and of its agents need {@code force}. */
    public boolean isManaged() {
        return settings.get("is_managed").booleanValue();
    }

    /** Changes with every write; opaque to clients. */
    String opaqueVersion() {
        return Base64.getEncoder().encodeToString(("[" + version + ",1]").getBytes(StandardCharsets.UTF_8));
    }

    void written(Instant now, String username) {
        version++;
        updatedAt = now;
        updatedBy = username;
    }
}
