package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries out what the server tells an agent, each action once however often it is delivered. */
final class AgentActions {
    private static final int REMEMBERED = 100;
    private static final Set<String> PROTECTED = Set.of("UNENROLL", "UPGRADE");

    private final SimulatedAgent agent;
    private final AgentUpgrade upgrade;
    private final Map<String, ObjectNode> done = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectNode> eldest) {
            return size() > REMEMBERED;
        }
    };
    private String signingKey;
    private String policyLogLevel = "info";
    private boolean unenrolled;

    AgentActions(SimulatedAgent agent) {
        this.agent = agent;
        this.upgrade = new AgentUpgrade(agent);
    }

    /** Whether it was told to leave and did. */
    boolean unenrolled() {
        return unenrolled;
    }

    /** @return the event that acknowledges it; null: that comes later, when the action is through */
    Future<ObjectNode> carryOut(JsonNode action) {
        var id = action.path("id").asText();
        if (done.containsKey(id)) {
            return Future.succeededFuture(done.get(id));
        }
        var type = action.path("type").asText();
        var begun = Instant.now();
        var answer = agent.group
                .options
                .answers
                .getOrDefault(type, any -> ActionAnswer.ok())
                .apply(action);
        Future<ObjectNode> result;
        if (PROTECTED.contains(type)
                && signingKey != null
                && action.hasNonNull("signed")
                && !Signature.holds(action.path("signed"), signingKey)) {
            result = failure("action signature does not hold");
        } else if (type.equals("UPGRADE")) {
            result = upgrade.begin(action, answer.error());
        } else if (answer.error() != null) {
            result = failure(answer.error());
        } else {
            result = switch (type) {
                case "POLICY_CHANGE" -> changePolicy(id, action.path("data").path("policy"));
                case "POLICY_REASSIGN" -> success();
                case "UNENROLL" -> unenroll();
                case "SETTINGS" -> changeSettings(action.path("data").path("log_level"));
                case "CANCEL" -> {
                    upgrade.cancel(action.path("data").path("target_id").asText());
                    yield success();
                }
                case "REQUEST_DIAGNOSTICS" -> new DiagnosticsUpload(agent, id).run();
                case "INPUT_ACTION" -> answerInput(action, answer.response(), begun);
                default -> failure("action type %s is not supported".formatted(type));
            };
        }
        return result.map(outcome -> {
            if (outcome == null) {
                return null;
            }
            var event = event(agent, id, type, outcome);
            if (!type.equals("POLICY_CHANGE")) { // a policy that was refused may be fine the next time
                done.put(id, event);
            }
            agent.group.tell(
                    new AgentEvent.Acted(agent, action, event.path("error").asText(null)));
            return event;
        });
    }

    static ObjectNode event(SimulatedAgent agent, String actionId, String type, ObjectNode outcome) {
        var event = SimulatedAgent.JSON
                .createObjectNode()
                .put("type", "ACTION_RESULT")
                .put("subtype", "ACKNOWLEDGED")
                .put("agent_id", agent.id())
                .put("action_id", actionId)
                .put("message", "Action '%s' of type '%s' acknowledged.".formatted(actionId, type))
                .put("timestamp", Instant.now().toString());
        return event.setAll(outcome);
    }

    /** An outcome with nothing to add to the acknowledgement. */
    static Future<ObjectNode> success() {
        return Future.succeededFuture(SimulatedAgent.JSON.createObjectNode());
    }

    static Future<ObjectNode> failure(String error) {
        return Future.succeededFuture(SimulatedAgent.JSON.createObjectNode().put("error", error));
    }

    private Future<ObjectNode> unenroll() {
        unenrolled = true;
        return success();
    }

    private Future<ObjectNode> changePolicy(String actionId, JsonNode policy) {
        var problem = PolicyCheck.problem(actionId, policy);
        if (problem.isPresent()) {
            return refusePolicy(actionId, problem.get());
        }
        return reachableHosts(policy.path("fleet").path("hosts")).compose(hosts -> {
            if (hosts == null) {
                return refusePolicy(actionId, "none of the policy's Fleet Server hosts answers");
            }
            if (!hosts.isEmpty()) {
                agent.requests.useServers(hosts);
            }
            signingKey = PolicyCheck.signingKey(policy);
            policyLogLevel = policy.path("agent").path("logging").path("level").asText("info");
            agent.applyPolicy(policy);
            return success();
        });
    }

    private Future<ObjectNode> refusePolicy(String actionId, String problem) {
        agent.group.tell(new AgentEvent.PolicyRejected(agent, actionId, problem));
        return failure(problem);
    }

    /** @return the hosts to use from now on; empty: those used already; null: none of the new ones answers */
    private Future<List<URI>> reachableHosts(JsonNode hosts) {
        var wanted = new ArrayList<URI>();
        hosts.forEach(host -> wanted.add(URI.create(host.asText())));
        if (wanted.isEmpty()
                || !agent.group.options.followPolicyHosts
                || Set.copyOf(wanted).equals(Set.copyOf(agent.requests.servers()))) {
            return Future.succeededFuture(List.of());
        }
        return firstAnswers(wanted, 0).map(found -> found ? wanted : null);
    }

    private Future<Boolean> firstAnswers(List<URI> hosts, int index) {
        if (index == hosts.size()) {
            return Future.succeededFuture(false);
        }
        return agent.requests
                .send(
                        HttpMethod.GET,
                        hosts.get(index),
                        "/api/status",
                        Map.of(),
                        Buffer.buffer(),
                        Duration.ofSeconds(15))
                .answer()
                .map(answer -> answer.status() == 200)
                .otherwise(false)
                .compose(found -> found ? Future.succeededFuture(true) : firstAnswers(hosts, index + 1));
    }

    private Future<ObjectNode> changeSettings(JsonNode level) {
        if (!level.isNull() && !level.isMissingNode() && !PolicyCheck.LOG_LEVELS.contains(level.asText())) {
            return failure("invalid log level %s".formatted(level.asText()));
        }
        agent.setLogLevel(level.asText(policyLogLevel));
        return success();
    }

    private Future<ObjectNode> answerInput(JsonNode action, JsonNode response, Instant begun) {
        var inputType = action.path("input_type").asText();
        var outcome = SimulatedAgent.JSON
                .createObjectNode()
                .put("action_input_type", inputType)
                .put("started_at", begun.toString())
                .put("completed_at", Instant.now().toString());
        outcome.set("action_data", action.path("data"));
        if (response != null) {
            outcome.set("action_response", response);
        } else {
            outcome.putObject("action_response").putObject(inputType).put("acknowledged", true);
        }
        return Future.succeededFuture(outcome);
    }
}
