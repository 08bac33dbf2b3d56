package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Settings for the agents of one service in one environment; written by {@link AgentConfigurationRepository} alone. */
@Entity
@Table(name = "agent_configuration")
class AgentConfiguration {
    @Id
    UUID id;

    /** Null: every service. */
    String serviceName;

    /** Null: every environment. */
    String environment;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode settings;

    String agentName;
    String etag;
    Instant changedAt;
    boolean appliedByAgent;

    /** The more particular, the higher; agents get the highest that fits them. */
    int score() {
        return (serviceName == null ? 0 : 2) + (environment == null ? 0 : 1);
    }
}
