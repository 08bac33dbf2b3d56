package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.ProtocolException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What an agent says at a check-in.
 *
 * @param status lower-case
 * @param position the last action that it has received, or null where it does not say or it is none
 * @param localMetadata null: as before
 * @param components null: as before
 * @param pollTimeout how long it waits for the answer, or null
 * @param upgradeDetails null: no upgrade is under way
 */
record CheckinBody(
        String status,
        String message,
        Long position,
        ObjectNode localMetadata,
        JsonNode components,
        Duration pollTimeout,
        UpgradeDetails upgradeDetails) {
    private static final Set<String> STATUSES = Set.of("online", "error", "degraded", "starting", "disconnected");

    static CheckinBody of(AgentRequest request, ObjectMapper json) {
        var body = RequestBody.of(request, json);
        var status = body.text("status");
        if (status == null || status.isEmpty()) {
            throw ProtocolException.badRequest("Bad request: checkin status missing");
        }
        status = status.toLowerCase(Locale.ROOT);
        if (!STATUSES.contains(status)) {
            throw ProtocolException.badRequest("Bad request: checkin status is not known");
        }
        var pollTimeout = body.text("poll_timeout");
        var upgrade = body.body("upgrade_details");
        return new CheckinBody(
                status,
                body.text("message"),
                position(body.text("ack_token")),
                body.object("local_metadata"),
                body.array("components"),
                pollTimeout == null || pollTimeout.isEmpty() ? null : GoDuration.parse(pollTimeout),
                upgrade == null ? null : UpgradeDetails.of(upgrade));
    }

    private static Long position(String ackToken) {
        return ackToken != null && ackToken.matches("\\d{1,18}") ? Long.valueOf(ackToken) : null;
    }
}
