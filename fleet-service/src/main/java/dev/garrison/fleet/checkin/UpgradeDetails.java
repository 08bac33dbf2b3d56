package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agents.AgentText;
import dev.garrison.fleet.fleetserver.ProtocolException;
import java.util.Set;

/** How far an agent's upgrade is. */
record UpgradeDetails(String actionId, ObjectNode document) {
    private static final Set<String> STATES = Set.of(
            "UPG_REQUESTED",
            "UPG_SCHEDULED",
            "UPG_DOWNLOADING",
            "UPG_EXTRACTING",
            "UPG_REPLACING",
            "UPG_RESTARTING",
            "UPG_WATCHING",
            "UPG_ROLLBACK",
            "UPG_FAILED");

    static UpgradeDetails of(RequestBody sent) {
        var state = sent.requireText("state");
        if (!STATES.contains(state)) {
            throw ProtocolException.badRequest("Bad request: upgrade_details.state is not known");
        }
        var metadata = sent.body("metadata");
        switch (state) {
            case "UPG_FAILED" -> require(metadata, "error_msg");
            case "UPG_SCHEDULED" -> require(metadata, "scheduled_at");
            default -> {
                // nothing more has to be said of the other states
            }
        }
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("target_version", sent.requireText("target_version"))
                .put("action_id", sent.requireText("action_id"))
                .put("state", state);
        if (metadata != null) {
            document.set("metadata", AgentText.clean(sent.value("metadata")));
        }
        return new UpgradeDetails(sent.requireText("action_id"), document);
    }

    private static void require(RequestBody metadata, String name) {
        if (metadata == null) {
            throw ProtocolException.badRequest("Bad request: upgrade_details.metadata." + name + " missing");
        }
        metadata.requireText(name);
    }
}
