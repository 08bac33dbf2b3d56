package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.local.agent.FleetServerClient.Answer;
import dev.garrison.local.agent.FleetServerClient.Call;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One Elastic Agent as a Fleet Server sees it: it enrolls, checks in again and again, carries out what it is told, and acknowledges. It
 * holds no thread: all its work happens on its group's event loop; the public getters may be read from anywhere.
 */
public final class SimulatedAgent {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CHECKIN_PATIENCE = Duration.ofMinutes(10);

    /** What it does at the moment. */
    public enum State {
        ENROLLING,
        CHECKING_IN,
        ACTING,
        PAUSING,
        STOPPED
    }

    final AgentGroup group;
    private final String hostName;
    final AgentRequests requests;
    private final AgentActions actions;
    private final Backoff backoff;
    private Call checkin;
    private long timer = -1;
    private boolean soon;
    private String ackToken = "";
    private String status = "online";
    private String message = "Running";
    private ArrayNode components = Components.none();
    private ObjectNode upgradeDetails;

    private volatile State state = State.ENROLLING;
    private volatile String id = "";
    private volatile String apiKey = "";
    private volatile String policyId;
    private volatile long revision;
    private volatile String version;
    private volatile String logLevel = "info";
    private volatile long checkins;

    SimulatedAgent(AgentGroup group, int number) {
        this.group = group;
        this.hostName = group.options.hostPrefix + "-" + (number + 1);
        this.requests = new AgentRequests(this, number);
        this.version = group.options.version;
        this.backoff = new Backoff(group.options.firstBackoff, group.options.longestBackoff);
        this.actions = new AgentActions(this);
    }

    /** Given by the server; empty before enrollment. */
    public String id() {
        return id;
    }

    /** What it authenticates with: base64 of {@code id:secret}. */
    public String apiKey() {
        return apiKey;
    }

    public String hostName() {
        return hostName;
    }

    /** The policy it was enrolled in or last applied. */
    public String policyId() {
        return policyId;
    }

    /** Of the policy it last applied; 0: none yet. */
    public long revision() {
        return revision;
    }

    public String version() {
        return version;
    }

    public String logLevel() {
        return logLevel;
    }

    public State state() {
        return state;
    }

    /** How many of its check-ins were answered. */
    public long checkins() {
        return checkins;
    }

    /** As a machine that is switched off: no more requests, nothing said. */
    public void stop() {
        group.loop().runOnContext(none -> stop("switched off"));
    }

    /**
     * Tells the server at once how it is, and from now on.
     *
     * @param status online, degraded or error
     */
    public void report(String status, String message) {
        group.loop().runOnContext(none -> {
            this.status = status;
            this.message = message;
            checkinSoon();
        });
    }

    /** Says that it was uninstalled, and stops. @return the status of the server's answer */
    public CompletableFuture<Integer> uninstall() {
        var done = new CompletableFuture<Integer>();
        group.loop().runOnContext(none -> {
            var body = JSON.createObjectNode()
                    .put("reason", "uninstall")
                    .put("timestamp", Instant.now().toString());
            requests.postRetrying("audit/unenroll", "/api/fleet/agents/" + id + "/audit/unenroll", body)
                    .onSuccess(answer -> {
                        stop("uninstalled");
                        done.complete(answer.status());
                    })
                    .onFailure(done::completeExceptionally);
        });
        return done;
    }

    // ---- enrolling

    Future<Void> enroll(String token) {
        var body = JSON.createObjectNode().put("type", "PERMANENT");
        var metadata = body.putObject("metadata");
        metadata.set("local", HostMetadata.of(UUID.randomUUID().toString(), version, hostName, logLevel));
        metadata.putObject("user_provided");
        group.options.tags.forEach(metadata.putArray("tags")::add);
        apiKey = token;
        return requests.postRetrying("enroll", "/api/fleet/agents/enroll", body).compose(answer -> {
            var problem =
                    answer.status() == 200 ? enrolled(AgentRequests.json(answer)) : AgentRequests.describe(answer);
            if (problem != null) {
                stop("enrollment failed: " + problem);
                return Future.failedFuture("Enrollment of %s failed: %s".formatted(hostName, problem));
            }
            return Future.succeededFuture();
        });
    }

    /** @return what an agent would not accept; null: all is well */
    private String enrolled(JsonNode answer) {
        var item = answer.path("item");
        if (item.path("id").asText().isEmpty()
                || item.path("access_api_key").asText().isEmpty()) {
            return "no id or no access_api_key: " + answer;
        }
        if (!item.path("type").asText().equals("PERMANENT")) {
            return "type is not PERMANENT";
        }
        try {
            OffsetDateTime.parse(item.path("enrolled_at").asText());
        } catch (DateTimeParseException e) {
            return "enrolled_at is no date: " + item.path("enrolled_at");
        }
        id = item.path("id").asText();
        apiKey = item.path("access_api_key").asText();
        policyId = item.path("policy_id").asText();
        group.tell(new AgentEvent.Enrolled(this));
        checkin();
        return null;
    }

    // ---- the loop: check in, act, acknowledge, pause

    private void checkin() {
        if (state == State.STOPPED || group.closed()) {
            return;
        }
        state = State.CHECKING_IN;
        soon = false;
        var body = JSON.createObjectNode().put("status", status).put("message", message);
        if (!ackToken.isEmpty()) {
            body.put("ack_token", ackToken);
        }
        body.set("local_metadata", HostMetadata.of(id, version, hostName, logLevel));
        body.set("components", components);
        if (upgradeDetails != null) {
            body.set("upgrade_details", upgradeDetails);
        }
        if (group.options.pollTimeout != null) {
            body.put("poll_timeout", group.options.pollTimeout.toSeconds() + "s");
        }
        var call = requests.post("/api/fleet/agents/" + id + "/checkin", body, CHECKIN_PATIENCE);
        checkin = call;
        call.answer().onComplete(result -> {
            if (checkin != call) {
                return; // broken off on purpose
            }
            checkin = null;
            if (result.failed()) {
                requests.failed("checkin", 0, result.cause().getMessage());
                requests.useNextServer();
                pause(backoff.next(null));
            } else {
                answered(result.result());
            }
        });
    }

    private void answered(Answer answer) {
        requests.countUnauthorized(answer);
        if (state == State.STOPPED) {
            return;
        }
        var json = answer.status() == 200 ? AgentRequests.json(answer) : JSON.missingNode();
        if (!json.path("action").asText().equals("checkin")) {
            requests.failed("checkin", answer.status(), AgentRequests.describe(answer));
            pause(backoff.next(answer.retryAfter()));
            return;
        }
        backoff.reset();
        checkins++;
        state = State.ACTING;
        var told = json.path("actions");
        group.tell(new AgentEvent.CheckedIn(this, told.size()));
        // what is delivered again must not be done again, so first remember how far we are
        var token = json.path("ack_token").asText("");
        if (!token.isEmpty()) {
            ackToken = token;
        }
        Future<Void> acting = Future.succeededFuture();
        var events = new ArrayList<ObjectNode>();
        for (var action : told) {
            acting = acting.compose(none -> actions.carryOut(action)).map(event -> {
                if (event != null) {
                    events.add(event);
                }
                return null;
            });
        }
        acting.compose(none -> acknowledge(events)).onComplete(none -> {
            if (actions.unenrolled()) {
                stop("unenrolled");
            } else {
                pause(soon ? Duration.ZERO : withJitter(group.options.pause));
            }
        });
    }

    private void pause(Duration pause) {
        if (state == State.STOPPED) {
            return;
        }
        state = State.PAUSING;
        timer = requests.later(pause, this::checkin);
    }

    private static Duration withJitter(Duration pause) {
        return pause.isZero()
                ? pause
                : pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
    }

    /** Does not wait for the answer to the present check-in: there is something to tell. */
    private void checkinSoon() {
        soon = true;
        if (state == State.CHECKING_IN) {
            breakOffCheckin();
            checkin();
        } else if (state == State.PAUSING) {
            group.vertx().cancelTimer(timer);
            checkin();
        }
    }

    private void breakOffCheckin() {
        if (checkin != null) {
            var call = checkin;
            checkin = null;
            call.cancel();
        }
    }

    void stop(String reason) {
        if (state == State.STOPPED) {
            return;
        }
        state = State.STOPPED;
        group.vertx().cancelTimer(timer);
        breakOffCheckin();
        group.tell(new AgentEvent.Stopped(this, reason));
    }

    /** Tells the server what came of actions; tries until the server has an opinion. */
    Future<Void> acknowledge(List<ObjectNode> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        var body = JSON.createObjectNode();
        body.putArray("events").addAll(events);
        return requests.postRetrying("acks", "/api/fleet/agents/" + id + "/acks", body)
                .map(answer -> {
                    var json = AgentRequests.json(answer);
                    if (!json.path("action").asText().equals("acks")) {
                        requests.failed("acks", answer.status(), AgentRequests.describe(answer));
                        return null;
                    }
                    for (int i = 0; i < events.size(); i++) {
                        var actionId = events.get(i).path("action_id").asText();
                        var item = json.path("items").path(i);
                        if (item.path("status").asInt() == 200) {
                            group.tell(new AgentEvent.Acknowledged(this, actionId));
                        } else {
                            requests.failed(
                                    "ack",
                                    item.path("status").asInt(),
                                    actionId + ": " + item.path("message").asText());
                        }
                    }
                    return null;
                });
    }

    // ---- what actions change

    void applyPolicy(JsonNode policy) {
        policyId = policy.path("id").asText();
        components = Components.of(policy);
        revision = policy.path("revision").asLong();
        group.tell(new AgentEvent.PolicyApplied(this, policyId, revision, policy));
    }

    void setLogLevel(String level) {
        logLevel = level;
    }

    void setVersion(String version) {
        this.version = version;
    }

    /** @param details null: no upgrade is on its way */
    void setUpgradeDetails(ObjectNode details) {
        upgradeDetails = details;
        checkinSoon();
    }
}
