package dev.garrison.local;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What runs, written down in the stack's folder for {@code status}, {@code stop} and the start after a crash.
 *
 * @param url where clients find the stack
 * @param fleetServerUrls where agents find it
 */
record Run(Recorded launcher, String url, List<String> fleetServerUrls, List<Part> parts) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "run.json";

    /**
     * @param health URL that answers 200 while the part is well; null: its port answers
     * @param process null: runs inside the launcher, or elsewhere
     */
    record Part(String name, String address, String health, Recorded process) {}

    /** A process, told from another that got the same id later by when it started. */
    record Recorded(long pid, String started) {
        static Recorded of(ProcessHandle process) {
            return new Recorded(process.pid(), started(process));
        }

        private static String started(ProcessHandle process) {
            return process.info().startInstant().map(Object::toString).orElse("");
        }

        @JsonIgnore
        Optional<ProcessHandle> alive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> started(process)
                    .equals(started));
        }
    }

    static Optional<Run> read(Path folder) {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), Run.class));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    void write(Path folder) {
        try {
            var fresh = folder.resolve(FILE + ".new");
            Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what outlived a killed launcher. @return the names of the parts */
    static List<String> endLeftovers(Path folder) {
        var left = read(folder).map(Run::parts).orElse(List.of()).stream()
                .filter(part -> part.health() != null && part.process() != null)
                .filter(part -> part.process().alive().isPresent())
                .toList();
        left.forEach(part -> part.process().alive().ifPresent(ProcessHandle::destroy));
        left.forEach(part -> part.process().alive().ifPresent(process -> end(process, Duration.ofSeconds(15))));
        var names = new ArrayList<>(left.stream().map(Part::name).toList());
        if (EmbeddedDatabase.endLeftover(folder.resolve("postgres"))) {
            names.add("postgres");
        }
        return names;
    }

    /** Waits for a process that was asked to end, and kills it when it does not. */
    static void end(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
