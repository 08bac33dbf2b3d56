package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** The data of {@code fleet.agents.changed}: as {@link AgentChange}, for many agents to whom the same has happened. */
@JsonIgnoreProperties(ignoreUnknown = true)
record AgentsChange(List<String> agentIds, String policyId, Boolean active, String status) {}
