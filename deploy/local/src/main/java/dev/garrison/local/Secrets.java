package dev.garrison.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;

/** The stack's own secrets, made at the first start and kept in its folder, readable by its owner alone. */
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    Secrets(Path folder) {
        this.folder = folder;
    }

    /** {@code GARRISON_SECRETS_KEYS}: losing them means losing what the databases hold encrypted. */
    String encryptionKeys(Settings settings) {
        return settings.text("GARRISON_SECRETS_KEYS").orElseGet(() -> keep("secrets", "local:" + random(32)));
    }

    /** Password that {@code elastic} starts with: the environment's, else a generated one. Written down for the next start. */
    String elasticPassword(Settings settings) {
        return settings.text("GARRISON_ELASTIC_PASSWORD")
                .map(password -> {
                    keep("password", password);
                    return password;
                })
                .orElseGet(() -> keep("password", random(15).replace('+', 'x').replace('/', 'y')));
    }

    /** The content of the file, which is created with the given one when absent. */
    private String keep(String name, String created) {
        var file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var fresh = folder.resolve(name + ".new");
                Files.deleteIfExists(fresh);
                try (var channel = Files.newByteChannel(fresh, options, owner)) {
                    channel.write(StandardCharsets.UTF_8.encode(created + "\n"));
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
