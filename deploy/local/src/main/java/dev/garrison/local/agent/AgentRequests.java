package dev.garrison.local.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.local.agent.FleetServerClient.Answer;
import dev.garrison.local.agent.FleetServerClient.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** An agent's requests: with its key and version, to one of its Fleet Servers, and again when that could help. */
final class AgentRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int UNAUTHORIZED_LIMIT = 7;
    private static final int SERVER_ERROR_ATTEMPTS = 5;

    private final SimulatedAgent agent;
    private List<URI> servers;
    private int server;
    private int unauthorized;

    AgentRequests(SimulatedAgent agent, int number) {
        this.agent = agent;
        this.servers = agent.group.options.servers;
        this.server = number % servers.size();
    }

    List<URI> servers() {
        return servers;
    }

    void useServers(List<URI> servers) {
        this.servers = servers;
        this.server = ThreadLocalRandom.current().nextInt(servers.size());
    }

    void useNextServer() {
        server = (server + 1) % servers.size();
    }

    /** One attempt. */
    Call post(String path, JsonNode body, Duration patience) {
        return post(servers.get(server), path, body, patience);
    }

    private Call post(URI at, String path, JsonNode body, Duration patience) {
        return send(HttpMethod.POST, at, path, Map.of("Content-Type", "application/json"), bytes(body), patience);
    }

    /** One attempt at a server that need not be the agent's own. */
    Call send(HttpMethod method, URI at, String path, Map<String, String> headers, Buffer body, Duration patience) {
        var all = new HashMap<>(headers);
        all.put("Authorization", "ApiKey " + agent.apiKey());
        all.put("User-Agent", "Elastic Agent v" + agent.version());
        return agent.group.client().send(method, at, path, all, body, patience);
    }

    /** As {@link #retrying}. */
    Future<Answer> postRetrying(String request, String path, JsonNode body) {
        return retrying(request, at -> post(at, path, body, PATIENCE));
    }

    /** Sends until a server gives an answer that more attempts would not change. */
    Future<Answer> retrying(String request, Function<URI, Call> send) {
        var answer = Promise.<Answer>promise();
        attempt(
                request,
                send,
                new Backoff(agent.group.options.firstBackoff, agent.group.options.longestBackoff),
                answer);
        return answer.future();
    }

    private void attempt(String request, Function<URI, Call> send, Backoff pauses, Promise<Answer> outcome) {
        if (agent.state() == SimulatedAgent.State.STOPPED || agent.group.closed()) {
            outcome.fail("stopped");
            return;
        }
        send.apply(servers.get(server)).answer().onComplete(result -> {
            var answer = result.result();
            if (result.failed()) {
                failed(request, 0, result.cause().getMessage());
                useNextServer();
            } else if (isTemporary(answer.status())
                    || answer.status() >= 500
                            && !request.equals("enroll")
                            && pauses.failures() < SERVER_ERROR_ATTEMPTS) {
                failed(request, answer.status(), describe(answer));
            } else {
                countUnauthorized(answer);
                outcome.complete(answer);
                return;
            }
            var pause = pauses.next(result.failed() ? null : answer.retryAfter());
            later(pause, () -> attempt(request, send, pauses, outcome));
        });
    }

    private static boolean isTemporary(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** An agent whose key is refused again and again takes itself for unenrolled. */
    void countUnauthorized(Answer answer) {
        unauthorized = answer.status() == 401 ? unauthorized + 1 : 0;
        if (unauthorized >= UNAUTHORIZED_LIMIT) {
            failed("checkin", 401, describe(answer));
            agent.stop("unauthorized %d times in a row".formatted(unauthorized));
        }
    }

    long later(Duration pause, Runnable work) {
        return agent.group.vertx().setTimer(Math.max(1, pause.toMillis()), fired -> work.run());
    }

    void failed(String request, int status, String message) {
        agent.group.tell(new AgentEvent.Failed(agent, request, status, message));
    }

    static String describe(Answer answer) {
        var json = json(answer);
        return "%d %s %s"
                .formatted(
                        answer.status(),
                        json.path("error").asText(),
                        json.path("message").asText())
                .strip();
    }

    static Buffer bytes(JsonNode json) {
        try {
            return Buffer.buffer(SimulatedAgent.JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body; an empty object when it is no JSON. */
    static JsonNode json(Answer answer) {
        try {
            return SimulatedAgent.JSON.readTree(answer.body().getBytes());
        } catch (IOException e) {
            return SimulatedAgent.JSON.createObjectNode();
        }
    }
}
