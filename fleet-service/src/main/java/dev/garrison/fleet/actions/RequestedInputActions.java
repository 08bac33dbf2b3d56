package dev.garrison.fleet.actions;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.actions.NewAction.Input;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.events.EventHandler;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.events.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What other services want inputs of agents to do, {@code endpoint.action.requested}, becomes an action of the agents. */
@ApplicationScoped
class RequestedInputActions implements EventHandler {
    private static final String NOT_ENROLLED = "The agent is not enrolled";

    private final Actions actions;
    private final ActionResults results;
    private final Database database;
    private final Outbox outbox;
    private final ObjectMapper json;

    RequestedInputActions(Actions actions, ActionResults results, Database database, Outbox outbox, ObjectMapper json) {
        this.actions = actions;
        this.results = results;
        this.database = database;
        this.outbox = outbox;
        this.json = json;
    }

    /**
     * @param actionId under which results are told
     * @param inputType such as {@code endpoint} or {@code osquery}
     * @param data for the input alone to understand
     * @param expiration null: in 30 days
     * @param timeout seconds that the input has, or null
     * @param signed as the input wants it signed; null: fleet-service does where that is needed
     * @param user who asked for it, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Request(
            String actionId,
            String inputType,
            List<String> agentIds,
            JsonNode data,
            Instant expiration,
            Integer timeout,
            JsonNode signed,
            String user) {}

    @Override
    public Set<String> types() {
        return Set.of("endpoint.action.requested");
    }

    @Override
    public void handle(ReceivedEvent event) {
        var request = read(event);
        var agentIds = new LinkedHashSet<>(request.agentIds());
        var enrolled = new HashSet<>(
                database.list("select id from agent where id = any(?) and active", row -> row.text("id"), agentIds));
        var action = NewAction.of(ActionType.INPUT_ACTION, request.data(), request.user())
                .withId(request.actionId())
                .withBatch(0, agentIds.size())
                .expiringAt(request.expiration())
                .withInput(new Input(request.inputType(), request.timeout(), request.signed()));
        if (isKnown(request.actionId())) {
            return; // asked for again under another event
        }
        var missing = agentIds.stream().filter(id -> !enrolled.contains(id)).toList();
        results.fail(action.id(), missing.stream().collect(Collectors.toMap(Function.identity(), id -> NOT_ENROLLED)));
        outbox.publishAll(missing.stream()
                .map(agentId ->
                        ActionResult.failed(action.id(), action.type(), request.inputType(), agentId, NOT_ENROLLED))
                .toList());
        actions.create(action, agentIds.stream().filter(enrolled::contains).toList());
    }

    private boolean isKnown(String actionId) {
        return database.first("select 1 as one from agent_action where action_id = ?", row -> true, actionId)
                .isPresent();
    }

    private Request read(ReceivedEvent event) {
        try {
            var request = json.treeToValue(event.data(), Request.class);
            Objects.requireNonNull(request.actionId(), "actionId");
            Objects.requireNonNull(request.inputType(), "inputType");
            Objects.requireNonNull(request.agentIds(), "agentIds");
            return request;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an action for an input", e);
        }
    }
}
