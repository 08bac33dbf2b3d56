package dev.garrison.gateway.pages;

import dev.garrison.gateway.http.Asset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Files of the jar. */
final class Resources {
    private Resources() {}

    static byte[] read(String path) {
        try (var file = Resources.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new FileNotFoundException(path);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Asset asset(String path, String type) {
        return new Asset(type, read(path));
    }
}
