package dev.garrison.local;

import dev.garrison.local.agent.AgentEvent;
import dev.garrison.local.agent.AgentSwarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code garrison agent}: simulated Elastic Agents against the running stack or any other Fleet Server. */
@Command(
        name = "agent",
        description = "Enroll simulated Elastic Agents, which check in and obey until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int TOLD_ONE_BY_ONE = 20;

    @Option(names = "--count", defaultValue = "1", description = "How many (default: 1).")
    private int count;

    @Option(
            names = "--policy",
            defaultValue = "simulated-agents",
            description = "Agent policy to enroll in, created when there is none (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Option(names = "--url", split = ",", description = "Fleet Server (default: the running stack's).")
    private List<URI> urls;

    @Option(names = "--token", description = "Enrollment token (default: one of the policy's).")
    private String token;

    @Option(
            names = "--agent-version",
            defaultValue = "8.18.0",
            description = "Version they run (default: ${DEFAULT-VALUE}).")
    private String version;

    @Option(names = "--insecure", description = "Take any TLS certificate.")
    private boolean insecure;

    @Override
    public Integer call() throws InterruptedException {
        var settings = Settings.ofProcess();
        Garrison.logTo(Settings.makePrivate(settings.folder()).resolve("logs/agents.log"));
        var builder = AgentSwarm.of(urls == null ? runningFleetServers(settings) : urls)
                .version(version)
                .listener(count <= TOLD_ONE_BY_ONE ? AgentCommand::tell : AgentCommand::tellTrouble);
        if (insecure) {
            builder.insecure();
        }
        var enrollmentToken = token == null ? tokenOf(settings) : token;
        var stopping = new CountDownLatch(1);
        try (var swarm = builder.start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(stopping::countDown));
            swarm.enroll(enrollmentToken, count);
            if (count > TOLD_ONE_BY_ONE) {
                summarize(swarm, stopping);
            } else {
                stopping.await();
            }
            return 0;
        }
    }

    private static List<URI> runningFleetServers(Settings settings) {
        var recorded = Run.read(settings.folder()).map(Run::fleetServerUrls).orElse(List.of());
        var fallback = "http://localhost:" + settings.port("GARRISON_FLEET_SERVER_PORT", 8220);
        return (recorded.isEmpty() ? List.of(fallback) : recorded)
                .stream().map(URI::create).toList();
    }

    private String tokenOf(Settings settings) {
        var gateway = Run.read(settings.folder())
                .map(Run::url)
                .orElse("http://localhost:" + settings.port("GARRISON_GATEWAY_PORT", 5601));
        var password = settings.text("GARRISON_ELASTIC_PASSWORD")
                .orElseGet(() -> read(settings.folder().resolve("password")));
        return new KibanaApi(URI.create(gateway), password).enrollmentToken(policy);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("No password of elastic: set GARRISON_ELASTIC_PASSWORD, or give --token", e);
        }
    }

    private static void tell(AgentEvent event) {
        var agent = event.agent();
        String what = null;
        if (event instanceof AgentEvent.Enrolled) {
            what = "enrolled as %s in policy %s".formatted(agent.id(), agent.policyId());
        } else if (event instanceof AgentEvent.PolicyApplied applied) {
            what = "runs policy %s, revision %d".formatted(applied.policyId(), applied.revision());
        } else if (event instanceof AgentEvent.PolicyRejected rejected) {
            what = "refuses %s: %s".formatted(rejected.actionId(), rejected.problem());
        } else if (event instanceof AgentEvent.Acted acted
                && !acted.action().path("type").asText().equals("POLICY_CHANGE")) {
            what = "%s %s"
                    .formatted(
                            acted.action().path("type").asText(),
                            acted.error() == null ? "done" : "failed: " + acted.error());
        } else if (event instanceof AgentEvent.Upgrading upgrading) {
            what = "upgrade to %s: %s".formatted(upgrading.version(), upgrading.state());
        }
        if (what == null) {
            tellTrouble(event);
        } else {
            say(agent.hostName(), what);
        }
    }

    private static void tellTrouble(AgentEvent event) {
        if (event instanceof AgentEvent.Failed failed) {
            say(event.agent().hostName(), "%s failed: %s".formatted(failed.request(), failed.message()));
        } else if (event instanceof AgentEvent.Stopped stopped) {
            say(event.agent().hostName(), "stopped: " + stopped.reason());
        }
    }

    private static void say(String agent, String what) {
        System.out.printf("%s  %-14s %s%n", LocalTime.now().format(TIME), agent, what);
    }

    /** One line a few seconds, and none while nothing changes. */
    private static void summarize(AgentSwarm swarm, CountDownLatch stopping) throws InterruptedException {
        AgentSwarm.Statistics told = null;
        do {
            var now = swarm.statistics();
            if (!now.equals(told)) {
                say(
                        "",
                        "%d enrolled, %d wait in their check-in, %d stopped; %d check-ins, %d actions, %d policies applied%s"
                                .formatted(
                                        now.enrolled(),
                                        now.checkingIn(),
                                        now.stopped(),
                                        now.checkins(),
                                        now.actions(),
                                        now.policies(),
                                        now.failures().isEmpty() ? "" : ", failures " + now.failures()));
                told = now;
            }
        } while (!stopping.await(2, TimeUnit.SECONDS));
    }
}
