package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * The data of {@code fleet.agent.changed}. Each field may be absent: it is not told then, and what is known of it stays.
 *
 * @param active false once the agent is unenrolled
 * @param localMetadata what the agent says of its host, in full
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record AgentChange(
        String agentId,
        String policyId,
        Long policyRevision,
        String agentVersion,
        Boolean active,
        String status,
        Instant enrolledAt,
        Instant lastCheckin,
        JsonNode localMetadata) {}
