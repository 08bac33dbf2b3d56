package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.Row;
import dev.garrison.fleet.fleetserver.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What a check-in is answered.
 *
 * @param ackToken what the agent presents once it has received these actions
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record CheckinAnswer(String action, @JsonProperty("ack_token") String ackToken, List<AgentAction> actions) {
    static final Answer NOTHING =
            Answer.json("{\"action\":\"checkin\",\"ack_token\":\"\",\"actions\":[]}".getBytes(StandardCharsets.UTF_8));

    /** @param actions not empty, in the order of their sequence numbers */
    static Answer of(List<AgentAction> actions, ObjectMapper json) {
        var token = Long.toString(actions.get(actions.size() - 1).position());
        return Answer.json(200, new CheckinAnswer("checkin", token, actions), json);
    }

    /** @param position its sequence number, which the agent does not see */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AgentAction(
            @JsonIgnore long position,
            String id,
            String type,
            @JsonProperty("agent_id") String agentId,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("input_type") String inputType,
            @JsonInclude(JsonInclude.Include.ALWAYS) @JsonRawValue String data,
            @JsonProperty("start_time") Instant startTime,
            Instant expiration,
            Integer timeout,
            @JsonRawValue String signed) {

        static AgentAction of(Row row) {
            var inputType = row.text("input_type");
            var agentId = row.text("agent_id");
            return new AgentAction(
                    row.number("seq"),
                    row.text("action_id"),
                    row.text("type"),
                    agentId,
                    row.instant("created_at"),
                    inputType == null ? "" : inputType,
                    row.text("data"),
                    startTime(row, agentId),
                    row.instant("expiration"),
                    row.integer("timeout"),
                    row.text("signed"));
        }

        /** Spread over the time that the operator gave, each agent always at the same moment. */
        private static Instant startTime(Row row, String agentId) {
            var start = row.instant("start_time");
            var rollout = row.integer("rollout_duration_seconds");
            return start == null || rollout == null || rollout <= 0
                    ? start
                    : start.plusSeconds(Math.floorMod(agentId.hashCode(), rollout));
        }
    }
}
