package dev.garrison.fleet.epm.install;

import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Installs what somebody sends. */
@ApplicationScoped
public class PackageUploads {
    private static final Logger LOG = Logger.getLogger(PackageUploads.class);

    private final UploadClock clock;
    private final PackageInstalls installs;

    PackageUploads(UploadClock clock, PackageInstalls installs) {
        this.clock = clock;
        this.installs = installs;
    }

    /**
     * @param body read as far as an archive may be long
     * @throws ApiException 429: too soon after the last one; 413: too long; 400: no package
     */
    public Installed upload(InputStream body, ArchiveType type, String space) {
        clock.require();
        var received = receive(body);
        try {
            return installs.install(() -> open(received, type), InstallSource.upload, space);
        } finally {
            delete(received);
        }
    }

    private PackageArchive open(Path received, ArchiveType type) {
        try {
            var archive = ArchiveReader.read(Files.readAllBytes(received), type);
            ManifestReader.read(archive);
            clock.start();
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On disk, for clients may be slow and memory is dear. */
    private static Path receive(InputStream body) {
        Path file;
        try {
            file = Files.createTempFile("package", ".upload");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var target = Files.newOutputStream(file)) {
            copy(body, target);
            return file;
        } catch (IOException e) {
            delete(file);
            throw ApiException.badRequest("The archive did not arrive: %s", e.getMessage());
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static void copy(InputStream body, OutputStream target) throws IOException {
        var piece = new byte[64 * 1024];
        long total = 0;
        for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
            total += length;
            if (total > ArchiveReader.MAX_BYTES) {
                throw ApiException.of(
                        413, "Payload content length greater than maximum allowed: %d", ArchiveReader.MAX_BYTES);
            }
            target.write(piece, 0, length);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("%s is left behind: %s", file, e.getMessage());
        }
    }
}
