package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;

/** What a simulated agent just did or met. Told on an event loop: listeners must not block. */
public sealed interface AgentEvent {
    SimulatedAgent agent();

    record Enrolled(SimulatedAgent agent) implements AgentEvent {}

    /** A check-in was answered. @param actions how many came with it */
    record CheckedIn(SimulatedAgent agent, int actions) implements AgentEvent {}

    /** @param policy as it came */
    record PolicyApplied(SimulatedAgent agent, String policyId, long revision, JsonNode policy) implements AgentEvent {}

    record PolicyRejected(SimulatedAgent agent, String actionId, String problem) implements AgentEvent {}

    /** An action was carried out, its acknowledgement follows. @param error null: it went well */
    record Acted(SimulatedAgent agent, JsonNode action, String error) implements AgentEvent {}

    /** A file is with the server. @param content as it was sent */
    record Uploaded(SimulatedAgent agent, String actionId, String fileName, byte[] content) implements AgentEvent {}

    /** The server took the acknowledgement of an action. */
    record Acknowledged(SimulatedAgent agent, String actionId) implements AgentEvent {}

    record Upgrading(SimulatedAgent agent, String version, String state) implements AgentEvent {}

    /** A request failed. @param status 0: nobody answered */
    record Failed(SimulatedAgent agent, String request, int status, String message) implements AgentEvent {}

    /** It makes no more requests. */
    record Stopped(SimulatedAgent agent, String reason) implements AgentEvent {}
}
