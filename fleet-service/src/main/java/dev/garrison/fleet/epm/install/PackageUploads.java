package dev.garrison.fleet.epm.install;

import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;

/** Installs what somebody sends. */
@ApplicationScoped
public class PackageUploads {
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
        return installs.bounded(() -> {
            var archive = ArchiveReader.read(read(body), type);
            ManifestReader.read(archive);
            clock.start();
            return installs.install(archive, InstallSource.upload, space);
        });
    }

    private static byte[] read(InputStream body) {
        try {
            var bytes = body.readNBytes(ArchiveReader.MAX_BYTES + 1);
            if (bytes.length > ArchiveReader.MAX_BYTES) {
                throw ApiException.of(
                        413, "Payload content length greater than maximum allowed: %d", ArchiveReader.MAX_BYTES);
            }
            return bytes;
        } catch (IOException e) {
            throw ApiException.badRequest("The archive did not arrive: %s", e.getMessage());
        }
    }
}
