package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Simulated Elastic Agents, from one to tens of thousands, on a few event loops of this process:
 *
 * <pre>{@code
 * try (var swarm = AgentSwarm.of(stack.fleetServerUrls()).start()) {
 *     var agents = swarm.enroll(token, 100);
 *     swarm.await(agent -> agent.revision() >= 2, Duration.ofSeconds(30));
 * }
 * }</pre>
 */
public final class AgentSwarm implements AutoCloseable {
    private static final int ENROLLING_AT_ONCE = 32;

    private final SwarmOptions options;
    private final Vertx vertx;
    private final List<AgentGroup> groups = new ArrayList<>();
    private final List<SimulatedAgent> agents = new CopyOnWriteArrayList<>();
    private final LongAdder checkins = new LongAdder();
    private final LongAdder actions = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder policies = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private AgentSwarm(SwarmOptions options) {
        this.options = options;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        options.listeners.add(0, this::count);
    }

    /** @param fleetServers among which the agents spread; an agent whose server is away turns to the next */
    public static Builder of(List<URI> fleetServers) {
        return new Builder(fleetServers);
    }

    /** How the agents behave; the defaults are an Elastic Agent 8.18.0 that does everything right. */
    public static final class Builder {
        private final SwarmOptions options = new SwarmOptions();

        private Builder(List<URI> fleetServers) {
            if (fleetServers.isEmpty()) {
                throw new IllegalArgumentException("Agents need a Fleet Server");
            }
            options.servers = List.copyOf(fleetServers);
        }

        public Builder version(String version) {
            options.version = version;
            return this;
        }

        /** Host names are this and a number from 1. */
        public Builder hostPrefix(String prefix) {
            options.hostPrefix = prefix;
            return this;
        }

        public Builder tags(String... tags) {
            options.tags = List.of(tags);
            return this;
        }

        /** Between the answer to a check-in and the next one; up to half as much is added at random. */
        public Builder pause(Duration pause) {
            options.pause = pause;
            return this;
        }

        /** {@code poll_timeout} of each check-in, from which the server derives how long it waits. */
        public Builder pollTimeout(Duration timeout) {
            options.pollTimeout = timeout;
            return this;
        }

        /** After failures: the first pause, doubled each time up to the longest. */
        public Builder backoff(Duration first, Duration longest) {
            options.firstBackoff = first;
            options.longestBackoff = longest;
            return this;
        }

        /** How long each state of an upgrade lasts. */
        public Builder upgradeStep(Duration step) {
            options.upgradeStep = step;
            return this;
        }

        /** Bytes of log in the diagnostics, to make files of several chunks. */
        public Builder diagnosticsSize(int bytes) {
            options.diagnosticsSize = bytes;
            return this;
        }

        /** Stays with the given servers, whatever a policy's {@code fleet.hosts} say. */
        public Builder ignorePolicyHosts() {
            options.followPolicyHosts = false;
            return this;
        }

        /** Takes any certificate, as {@code elastic-agent enroll --insecure}. */
        public Builder insecure() {
            options.insecure = true;
            return this;
        }

        /** Decides how actions of a type are answered. Called on an event loop: it must not block. */
        public Builder answer(String actionType, Function<JsonNode, ActionAnswer> answer) {
            options.answers.put(actionType, answer);
            return this;
        }

        /** Told everything that happens. Called on an event loop: it must not block. */
        public Builder listener(Consumer<AgentEvent> listener) {
            options.listeners.add(listener);
            return this;
        }

        public AgentSwarm start() {
            return new AgentSwarm(options);
        }
    }

    /** What happened so far. @param failures of requests, by request and status */
    public record Statistics(
            int enrolled,
            int checkingIn,
            int stopped,
            long checkins,
            long actions,
            long acknowledged,
            long policies,
            Map<String, Long> failures) {}

    /** Enrolls agents and lets them check in from then on, {@value #ENROLLING_AT_ONCE} at a time. */
    public List<SimulatedAgent> enroll(String token, int count) {
        return enroll(token, count, ENROLLING_AT_ONCE);
    }

    /**
     * Enrolls agents and lets them check in from then on. Returns when all are enrolled.
     *
     * @param atOnce how many enroll at the same time
     * @throws IllegalStateException when the server refuses one for good
     */
    public List<SimulatedAgent> enroll(String token, int count, int atOnce) {
        var created = create(count);
        var next = new AtomicInteger();
        var lanes = new ArrayList<CompletableFuture<Void>>();
        for (int lane = 0; lane < Math.min(atOnce, count); lane++) {
            var done = new CompletableFuture<Void>();
            lanes.add(done);
            enrollNext(created, next, token, done);
        }
        try {
            CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return created;
    }

    private void enrollNext(
            List<SimulatedAgent> created, AtomicInteger next, String token, CompletableFuture<Void> done) {
        int index = next.getAndIncrement();
        if (index >= created.size()) {
            done.complete(null);
            return;
        }
        var agent = created.get(index);
        agent.group.loop().runOnContext(none -> agent.enroll(token)
                .onSuccess(enrolled -> enrollNext(created, next, token, done))
                .onFailure(done::completeExceptionally));
    }

    private synchronized List<SimulatedAgent> create(int count) {
        var created = new ArrayList<SimulatedAgent>(count);
        for (int i = 0; i < count; i++) {
            created.add(groupWithRoom().add(agents.size() + i));
        }
        agents.addAll(created);
        return created;
    }

    private AgentGroup groupWithRoom() {
        if (groups.isEmpty() || !groups.get(groups.size() - 1).hasRoom()) {
            var group = new AgentGroup(options, this::tell);
            join(vertx.deployVerticle(group));
            groups.add(group);
        }
        return groups.get(groups.size() - 1);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    public List<SimulatedAgent> agents() {
        return List.copyOf(agents);
    }

    /**
     * Waits until the condition holds for every agent.
     *
     * @throws IllegalStateException when it does not in time, with how many are missing
     */
    public void await(Predicate<SimulatedAgent> condition, Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (!agents.stream().allMatch(condition)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("After %d s %d of %d agents are not there yet; %s"
                        .formatted(
                                limit.toSeconds(),
                                agents.stream().filter(condition.negate()).count(),
                                agents.size(),
                                statistics()));
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Waits until every agent has applied this revision of the policy or a later one. */
    public void awaitPolicy(String policyId, long revision, Duration limit) {
        await(agent -> policyId.equals(agent.policyId()) && agent.revision() >= revision, limit);
    }

    public Statistics statistics() {
        var failed = new TreeMap<String, Long>();
        failures.forEach((what, count) -> failed.put(what, count.sum()));
        return new Statistics(
                (int) agents.stream().filter(agent -> !agent.id().isEmpty()).count(),
                in(SimulatedAgent.State.CHECKING_IN),
                in(SimulatedAgent.State.STOPPED),
                checkins.sum(),
                actions.sum(),
                acknowledged.sum(),
                policies.sum(),
                failed);
    }

    private int in(SimulatedAgent.State state) {
        return (int) agents.stream().filter(agent -> agent.state() == state).count();
    }

    private void tell(AgentEvent event) {
        if (!closing) { // what then breaks off is no failure
            options.listeners.forEach(listener -> listener.accept(event));
        }
    }

    private void count(AgentEvent event) {
        if (event instanceof AgentEvent.CheckedIn) {
            checkins.increment();
        } else if (event instanceof AgentEvent.Acted) {
            actions.increment();
        } else if (event instanceof AgentEvent.Acknowledged) {
            acknowledged.increment();
        } else if (event instanceof AgentEvent.PolicyApplied) {
            policies.increment();
        } else if (event instanceof AgentEvent.Failed failed) {
            failures.computeIfAbsent(failed.request() + " " + failed.status(), any -> new LongAdder())
                    .increment();
        }
    }

    /** All agents end without a word. */
    @Override
    public void close() {
        closing = true;
        join(vertx.close());
    }
}
