package dev.garrison.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** What the environment says about the stack. Variables that are absent or empty take their defaults. */
final class Settings {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Map<String, String> environment;

    Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    static Settings ofProcess() {
        return new Settings(System.getenv());
    }

    Map<String, String> environment() {
        return environment;
    }

    Optional<String> text(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    int port(String variable, int otherwise) {
        var text = text(variable);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("\\d{1,5}") || Integer.parseInt(text.get()) > 65535) {
            throw new IllegalArgumentException(
                    "%s must be a port from 0 to 65535, not \"%s\".".formatted(variable, text.get()));
        }
        return Integer.parseInt(text.get());
    }

    /** The checkout: where {@code ./garrison} stands, or the nearest folder above that has one. */
    Path root() {
        var given = text("GARRISON_ROOT");
        if (given.isPresent()) {
            return Path.of(given.get());
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("garrison")) && Files.exists(folder.resolve("platform"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "Not inside a checkout of Garrison: " + Path.of("").toAbsolutePath());
    }

    /** Data, logs and secrets of the stack. */
    Path folder() {
        return text("GARRISON_FOLDER")
                .map(Path::of)
                .orElseGet(() -> root().resolve(".garrison"))
                .toAbsolutePath();
    }

    /** Creates the folder if need be, for nobody but its owner. */
    static Path makePrivate(Path folder) {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(folder, OWNER_ONLY);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path makeTemporary() {
        try {
            return Files.createTempDirectory("garrison-stack", OWNER_ONLY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An external server in place of the embedded PostgreSQL; it gets one database per service. */
    Optional<ExternalPostgres> postgres() {
        return text("GARRISON_POSTGRES_URL")
                .map(url -> new ExternalPostgres(
                        url.startsWith("jdbc:") ? url : "jdbc:" + url,
                        text("GARRISON_POSTGRES_USER").orElse("postgres"),
                        text("GARRISON_POSTGRES_PASSWORD").orElse("")));
    }

    Optional<String> kafka() {
        return text("GARRISON_KAFKA_BOOTSTRAP");
    }
}
