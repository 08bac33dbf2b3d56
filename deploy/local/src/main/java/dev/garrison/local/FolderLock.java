package dev.garrison.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One stack at a time on a folder. The operating system lets go of the lock when the process ends, however it ends. */
final class FolderLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** @throws IllegalStateException when a stack runs on the folder */
    static FolderLock take(Path folder) {
        try {
            var file = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(file)) {
                file.close();
                throw new IllegalStateException("Garrison already runs on " + folder
                        + Run.read(folder)
                                .map(run -> " (process %d, %s)"
                                        .formatted(run.launcher().pid(), run.url()))
                                .orElse(""));
            }
            return new FolderLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean taken(Path folder) {
        if (!Files.exists(folder.resolve(FILE))) {
            return false;
        }
        try (var file = FileChannel.open(folder.resolve(FILE), StandardOpenOption.WRITE)) {
            return !lock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
