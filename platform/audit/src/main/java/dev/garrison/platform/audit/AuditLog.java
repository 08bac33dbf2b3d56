package dev.garrison.platform.audit;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/**
 * The stream of {@link AuditRecord}s, a JSON line each: the log category {@code dev.garrison.audit} with a handler of its own, on
 * standard output or in a file that rotates. Levels and formats of other logs do not touch it.
 */
@Startup
@Singleton
public class AuditLog {
    /** Held, for the JDK forgets a logger and its handlers when nobody does. */
    private static final Logger LOGGER = Logger.getLogger("dev.garrison.audit");

    private static final int QUEUE = 8192;
    private static final Duration TO_THE_END = Duration.ofSeconds(10);

    private final boolean enabled;
    private final String service;
    private final Settings settings;
    private Handler handler;
    private ExecutorService queue;

    private record Settings(Optional<Path> file, long maxBytes, int backups, boolean async) {}

    AuditLog(
            @ConfigProperty(name = "garrison.audit.enabled", defaultValue = "true") boolean enabled,
            @ConfigProperty(name = "garrison.audit.file") Optional<Path> file,
            @ConfigProperty(name = "garrison.audit.file-max-bytes", defaultValue = "104857600") long maxBytes,
            @ConfigProperty(name = "garrison.audit.file-backups", defaultValue = "10") int backups,
            @ConfigProperty(name = "garrison.audit.async", defaultValue = "false") boolean async,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.enabled = enabled;
        this.service = service;
        this.settings = new Settings(file, maxBytes, backups, async);
    }

    @PostConstruct
    void open() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(enabled ? Level.INFO : Level.OFF);
        if (enabled) {
            var target = settings.file().isPresent() ? file(settings.file().get()) : new ConsoleHandler();
            target.setFormatter(new PatternFormatter("%s%n"));
            target.setAutoFlush(true);
            handler = target;
            LOGGER.addHandler(handler);
            queue = settings.async() ? queue() : null;
        }
    }

    /** @throws IllegalStateException not writable: a service that cannot keep its records does not start */
    private ExtHandler file(Path path) {
        try {
            var absolute = path.toAbsolutePath();
            Files.createDirectories(absolute.getParent());
            var file = new SizeRotatingFileHandler(settings.maxBytes(), settings.backups());
            file.setEncoding(StandardCharsets.UTF_8.name());
            file.setAppend(true);
            file.setFile(absolute.toFile());
            return file;
        } catch (IOException e) {
            throw new IllegalStateException("garrison.audit.file cannot be written: " + path, e);
        }
    }

    /** For whom must not wait for a disk or a terminal. When the queue is full they wait all the same: no record is dropped. */
    private static ExecutorService queue() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    var thread = new Thread(task, "audit");
                    thread.setDaemon(true);
                    return thread;
                },
                AuditLog::waitForRoom);
    }

    private static void waitForRoom(Runnable task, ThreadPoolExecutor queue) {
        try {
            queue.getQueue().put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            task.run();
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        if (queue != null) {
            queue.shutdown();
            queue.awaitTermination(TO_THE_END.toSeconds(), TimeUnit.SECONDS);
        }
        if (handler != null) {
            LOGGER.removeHandler(handler);
            handler.close();
        }
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void write(AuditRecord entry) {
        if (queue != null) {
            queue.execute(() -> LOGGER.info(entry.json(service)));
        } else if (enabled) {
            LOGGER.info(entry.json(service));
        }
    }
}
