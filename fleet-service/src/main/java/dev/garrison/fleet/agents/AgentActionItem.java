package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.actions.ActionType;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An action as the client that wrote it sees it. @param agents null where it is for those of another action */
@Schema(name = "AgentAction")
public record AgentActionItem(
        @NotNull String id,
        @NotNull ActionType type,
        JsonNode data,
        @JsonProperty("ack_data") JsonNode ackData,
        List<String> agents,
        @NotNull @JsonProperty("created_at") Instant createdAt,
        Instant expiration) {}
