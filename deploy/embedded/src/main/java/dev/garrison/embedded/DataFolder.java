package dev.garrison.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL data folder and what an earlier run may have left in it: a running server, stale files, half a database. */
final class DataFolder {
    private static final String USABLE = "garrison.usable";

    private DataFolder() {}

    /** Makes the folder ready for a server to start on. */
    static void prepare(Path folder, Path log) {
        try {
            Files.createDirectories(log.getParent());
            Files.createDirectories(folder.getParent());
            endLeftover(folder);
            if (!Files.exists(folder.resolve(USABLE)) && !isEmpty(folder)) {
                // the first start did not succeed: nobody ever wrote here, and the server would refuse it
                Files.move(folder, folder.resolveSibling(folder.getFileName() + ".unfinished-" + System.nanoTime()));
            }
            // a process id that now belongs to another program would keep the server from starting
            Files.deleteIfExists(folder.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    static boolean endLeftover(Path folder) {
        if (!Files.exists(folder)) {
            return false;
        }
        refuseIfOwned(folder);
        var server = serverOn(folder);
        server.ifPresent(DataFolder::end);
        return server.isPresent();
    }

    /** From here on the folder holds data worth keeping. */
    static void markUsable(Path folder) throws IOException {
        var mark = folder.resolve(USABLE);
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
    }

    /** The server that says in {@code postmaster.pid} that this folder is its own, if it is one and lives. */
    static Optional<ProcessHandle> serverOn(Path folder) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve("postmaster.pid"));
            if (lines.size() < 2 || !Path.of(lines.get(1)).toRealPath().equals(folder.toRealPath())) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    static void awaitEnd(ProcessHandle server, Duration limit) {
        try {
            server.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL (process %d) does not end".formatted(server.pid()), e);
        }
    }

    /** The library locks this file for as long as the process lives that started the server. */
    private static void refuseIfOwned(Path folder) {
        try (var file = FileChannel.open(
                        folder.resolve("epg-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = file.tryLock()) {
            if (lock == null) {
                throw new IllegalStateException("Another process uses the PostgreSQL data in " + folder);
            }
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("This process already runs PostgreSQL on " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle server) {
        try {
            // SIGINT is PostgreSQL's "fast" stop; SIGTERM would wait for clients to leave
            new ProcessBuilder("bash", "-c", "kill -INT " + server.pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaitEnd(server, Duration.ofSeconds(60));
    }
}
