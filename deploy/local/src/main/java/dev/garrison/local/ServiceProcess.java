package dev.garrison.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** One running instance of a service: a JVM of its own that can be stopped, killed and started again at the same address. */
public final class ServiceProcess {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Service service;
    private final int replica;
    private final int port;
    private final String healthUrl;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final BiConsumer<ServiceProcess, String> onCrash;
    private Process process;

    ServiceProcess(
            Service service,
            int replica,
            int port,
            Path jar,
            List<String> javaOptions,
            Map<String, String> environment,
            Path log,
            BiConsumer<ServiceProcess, String> onCrash) {
        this.service = service;
        this.replica = replica;
        this.port = port;
        this.healthUrl = "http://localhost:" + port + service.healthPath();
        this.environment = environment;
        this.log = log;
        this.onCrash = onCrash;
        command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + service.heap() + "m");
        command.addAll(javaOptions);
        command.add("-jar");
        command.add(jar.toString());
    }

    /** The folder name of the service; a second replica has {@code -2} behind it. */
    public String name() {
        return replica == 0 ? service.name() : service.name() + "-" + (replica + 1);
    }

    Service service() {
        return service;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public int port() {
        return port;
    }

    /** What it prints. */
    public Path log() {
        return log;
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    synchronized ProcessHandle handle() {
        return process == null ? null : process.toHandle();
    }

    /** Whether it says that it can serve. */
    public boolean ready() {
        return alive() && Health.answers200(healthUrl);
    }

    String healthUrl() {
        return healthUrl;
    }

    /** Starts the JVM unless it runs, without waiting until it serves; see {@link #awaitReady}. */
    public synchronized void start() {
        if (alive()) {
            return;
        }
        try {
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(command)
                    .directory(log.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            var started = builder.start();
            started.getOutputStream().close();
            process = started;
            started.onExit().thenAccept(this::ended);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + name(), e);
        }
    }

    private void ended(Process ended) {
        boolean crashed;
        synchronized (this) {
            crashed = ended == process; // else it was stopped on purpose
        }
        if (crashed) {
            onCrash.accept(this, "status %d, see %s".formatted(ended.exitValue(), log));
        }
    }

    /** Lets it finish what it does and ends it (SIGTERM); kills it after 20 seconds. */
    public void stop() {
        var ending = release();
        if (ending != null) {
            ending.destroy();
            Run.end(ending.toHandle(), STOP_PATIENCE);
        }
    }

    /** Ends it as a power cut would (SIGKILL). */
    public void kill() {
        var ending = release();
        if (ending != null) {
            ending.destroyForcibly();
            ending.onExit().join();
        }
    }

    /** Stops it and starts it again, and waits until it serves. */
    public void restart() {
        stop();
        start();
        awaitReady(Duration.ofMinutes(2));
    }

    /** From here on its end is no crash. */
    private synchronized Process release() {
        var ending = process;
        process = null;
        return ending;
    }

    /** @throws IllegalStateException when it ends instead, or needs longer; with the last lines of its log */
    public void awaitReady(Duration limit) {
        var end = Instant.now().plus(limit);
        while (!readyBefore(end)) {
            pause();
        }
    }

    /** Whether it serves; as {@link #awaitReady}, when it cannot be expected to any more. */
    boolean readyBefore(Instant end) {
        if (ready()) {
            return true;
        }
        if (!alive() || Instant.now().isAfter(end)) {
            throw new IllegalStateException("%s %s. %s says:%n%s"
                    .formatted(
                            name(), alive() ? "is not ready in time" : "ended while it started", log, lastLines(15)));
        }
        return false;
    }

    /** Between two questions. */
    static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a service", e);
        }
    }

    private String lastLines(int count) {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
