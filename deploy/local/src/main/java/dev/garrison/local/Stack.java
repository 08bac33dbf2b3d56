package dev.garrison.local;

import dev.garrison.embedded.EmbeddedDatabase;
import dev.garrison.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The whole of Garrison on this machine: PostgreSQL, Kafka, the services and the gateway, as {@code ./garrison up} runs it and as tests
 * over several services use it:
 *
 * <pre>{@code
 * try (var stack = Stack.builder().temporary().replicas("fleet-service", 2).start()) {
 *     stack.service("fleet-service", 1).kill();
 * }
 * }</pre>
 */
public final class Stack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final StackPlan plan;
    private final Consumer<String> report;
    private final Thread closeAtExit = new Thread(this::close, "garrison-stop");
    private final List<ServiceProcess> services = new ArrayList<>();
    private final List<Balancer> balancers = new ArrayList<>();
    private final FolderLock lock;
    private final Restarts restarts; // null: what ends stays down
    private EmbeddedDatabase database;
    private EmbeddedKafka kafka;
    private volatile boolean serving;
    private boolean closed;

    private Stack(FolderLock lock, StackPlan plan, StackBuilder wishes) {
        this.lock = lock;
        this.plan = plan;
        this.report = wishes.report;
        this.restarts = wishes.restartCrashed ? new Restarts(report) : null;
    }

    public static StackBuilder builder() {
        return new StackBuilder();
    }

    /** Starts what was asked for; leaves nothing running when that fails. */
    static Stack start(StackBuilder wishes) {
        var folder = wishes.makeFolder();
        var lock = FolderLock.take(folder);
        Stack stack;
        try {
            Run.endLeftovers(folder).forEach(name -> wishes.report.accept("stopped " + name + " of an earlier run"));
            stack = new Stack(lock, StackPlan.of(wishes, folder), wishes);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        try {
            stack.start();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        writeDown();
        synchronized (this) { // close() waits: what is half started could not be ended
            refuseIfClosed();
            startServers();
        }
        for (var missing : plan.missing()) {
            report.accept(missing.name() + " is not built: left out");
        }
        synchronized (this) {
            refuseIfClosed();
            for (var planned : plan.balancers()) {
                balancers.add(new Balancer(planned.port(), planned.replicas()));
            }
            services.addAll(plan.processes(this::access, kafkaBootstrap(), this::crashed));
            services.forEach(ServiceProcess::start);
        }
        writeDown();
        awaitServices();
        serving = true;
    }

    /** All at once: the first that fails ends the wait. */
    private void awaitServices() {
        var waiting = new ArrayList<>(services);
        var end = Instant.now().plus(START_LIMIT);
        while (!waiting.isEmpty()) {
            waiting.removeIf(service -> {
                var ready = service.readyBefore(end);
                if (ready) {
                    report.accept("%-18s %s".formatted(service.name(), service.url()));
                }
                return ready;
            });
            ServiceProcess.pause();
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("Stopped while starting");
        }
    }

    private void startServers() {
        // both need seconds, so side by side
        var broker = plan.externalKafka().isPresent()
                ? CompletableFuture.<EmbeddedKafka>completedFuture(null)
                : CompletableFuture.supplyAsync(
                        () -> EmbeddedKafka.keepingDataIn(plan.folder().resolve("kafka"), plan.kafkaPort()));
        try {
            if (plan.externalPostgres().isPresent()) {
                var server = plan.externalPostgres().get();
                Service.databases().forEach(server::ensureDatabase);
                report.accept("%-18s %s (external)".formatted("postgres", server.address()));
            } else {
                database = EmbeddedDatabase.keepingDataIn(
                        plan.folder().resolve("postgres"), plan.postgresPort(), plan.log("postgres"));
                Service.databases().forEach(database::ensureDatabase);
                watchDatabase();
                report.accept("%-18s localhost:%d".formatted("postgres", database.port()));
            }
        } finally {
            kafka = broker.join();
        }
        report.accept("%-18s %s%s"
                .formatted("kafka", kafkaBootstrap(), plan.externalKafka().isPresent() ? " (external)" : ""));
    }

    private void crashed(ServiceProcess service, String how) {
        if (restarts == null) {
            report.accept("%s ended (%s)".formatted(service.name(), how));
        } else if (serving) { // before that, the start as a whole fails
            restarts.ended(service.name(), how, () -> {
                service.start();
                writeDown();
                service.awaitReady(START_LIMIT);
            });
        }
    }

    private void watchDatabase() {
        var watched = database.process();
        if (restarts != null && watched.isPresent()) {
            watched.get().onExit().thenRun(() -> {
                if (serving) {
                    restarts.ended("postgres", "see " + plan.log("postgres"), () -> {
                        database.stop();
                        database.start();
                        watchDatabase();
                        writeDown();
                    });
                }
            });
        }
    }

    private StackPlan.DatabaseAccess access(String name) {
        return plan.externalPostgres()
                .map(server -> new StackPlan.DatabaseAccess(server.jdbcUrl(name), server.user(), server.password()))
                .orElseGet(() -> new StackPlan.DatabaseAccess(
                        database.jdbcUrl(name), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD));
    }

    /** Where clients send their requests. */
    public URI url() {
        return URI.create("http://localhost:" + plan.gatewayPort());
    }

    /** Password of user {@code elastic} at the first start of this stack's data. */
    public String elasticPassword() {
        return plan.elasticPassword();
    }

    /** Where agents check in, one for each replica of fleet-service. */
    public List<URI> fleetServerUrls() {
        return plan.fleetServerPorts().stream()
                .map(port -> URI.create("http://localhost:" + port))
                .toList();
    }

    /** JDBC URL of a service's database, for looking at what it stored. */
    public String jdbcUrl(String database) {
        return access(database).url();
    }

    /** A connection to a service's database. @throws IllegalStateException when there is none to be had */
    public Connection connect(String database) {
        var access = access(database);
        try {
            return DriverManager.getConnection(access.url(), access.user(), access.password());
        } catch (SQLException e) {
            throw new IllegalStateException("No connection to " + access.url(), e);
        }
    }

    public String kafkaBootstrap() {
        return plan.externalKafka().orElseGet(() -> kafka.bootstrapServers());
    }

    /** The embedded broker, which can be stopped and started again. */
    public EmbeddedKafka kafka() {
        return Optional.ofNullable(kafka).orElseThrow(() -> new IllegalStateException("Kafka is external"));
    }

    /** The embedded PostgreSQL, which can be stopped and started again. */
    public EmbeddedDatabase database() {
        return Optional.ofNullable(database).orElseThrow(() -> new IllegalStateException("PostgreSQL is external"));
    }

    /** The only or first replica of a service. */
    public ServiceProcess service(String name) {
        return service(name, 0);
    }

    /** @param replica counted from 0 */
    public ServiceProcess service(String name, int replica) {
        return services.stream()
                .filter(process -> process.service().name().equals(name))
                .skip(replica)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No %s number %d runs here".formatted(name, replica)));
    }

    public List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    public Path folder() {
        return plan.folder();
    }

    private synchronized void writeDown() {
        if (closed) {
            return;
        }
        var parts = new ArrayList<Run.Part>();
        if (database != null) {
            parts.add(new Run.Part(
                    "postgres",
                    "localhost:" + database.port(),
                    null,
                    database.process().map(Run.Recorded::of).orElse(null)));
        } else {
            plan.externalPostgres()
                    .ifPresent(server -> parts.add(new Run.Part("postgres", server.address(), null, null)));
        }
        if (kafka != null || plan.externalKafka().isPresent()) {
            parts.add(new Run.Part("kafka", kafkaBootstrap(), null, null));
        }
        for (var service : services) {
            var process = service.handle();
            parts.add(new Run.Part(
                    service.name(),
                    service.url(),
                    service.healthUrl(),
                    process == null ? null : Run.Recorded.of(process)));
        }
        new Run(
                        Run.Recorded.of(ProcessHandle.current()),
                        url().toString(),
                        fleetServerUrls().stream().map(URI::toString).toList(),
                        parts)
                .write(plan.folder());
    }

    /** Ends everything in order: the gateway, the services, Kafka, PostgreSQL. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            serving = false;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // the process ends: it is the hook itself that runs here
        }
        if (restarts != null) {
            restarts.close();
        }
        services.stream()
                .filter(process -> process.service() == Service.GATEWAY)
                .forEach(ServiceProcess::stop);
        var stopping = services.stream()
                .map(service -> CompletableFuture.runAsync(service::stop))
                .toList();
        stopping.forEach(CompletableFuture::join);
        balancers.forEach(Balancer::close);
        if (kafka != null) {
            kafka.close();
        }
        if (database != null) {
            database.close();
        }
        if (plan.temporary()) {
            delete(plan.folder());
        } else {
            Run.forget(plan.folder());
        }
        lock.close();
    }

    /** The folder and all in it. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
