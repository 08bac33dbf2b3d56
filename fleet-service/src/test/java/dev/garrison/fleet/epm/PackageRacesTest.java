package dev.garrison.fleet.epm;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.Stored;
import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.PackageInstaller;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.platform.http.ApiException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Installs of one package at once, as on two replicas: what they share is the database. */
@QuarkusTest
class PackageRacesTest {
    @Inject
    Stored stored;

    @Inject
    PackageInstaller installer;

    private final String name = PackageArchives.newName();

    @Test
    void uploadsOfOnePackageAtOnceLeaveOneOfThemWhole() {
        var pool = Executors.newFixedThreadPool(4);
        var versions = IntStream.rangeClosed(1, 4).mapToObj(i -> "1.0." + i).toList();
        CompletableFuture.allOf(versions.stream()
                        .map(version -> CompletableFuture.runAsync(
                                () -> TestPackages.install(PackageArchives.integration(name, version)), pool))
                        .toArray(CompletableFuture[]::new))
                .join();
        pool.shutdown();

        var installed = TestPackages.info(name).getString("version");
        assertThat(versions).contains(installed);
        assertThat(stored.value(
                        "select string_agg(version, ',') from package_version where name = ?1", String.class, name))
                .isEqualTo(installed);
        assertThat(stored.count("package_asset where package_name = ?1 and type = 'index_template'", name))
                .isOne();
    }

    @Test
    void aSecondInstallWithoutForceIsToldOfTheFirst() {
        var archive = PackageArchives.integration(name, "1.0.0");
        var content = ArchiveReader.read(archive.zip(), ArchiveType.ZIP);
        var manifest = ManifestReader.read(content);

        var second = QuarkusTransaction.requiringNew().call(() -> {
            installer.install(manifest, content, InstallSource.registry, false, "default"); // not committed yet
            return CompletableFuture.supplyAsync(() -> {
                        try {
                            installer.install(manifest, content, InstallSource.registry, false, "default");
                            return null;
                        } catch (ApiException e) {
                            return e;
                        }
                    })
                    .join();
        });

        assertThat(second.status()).isEqualTo(409);
        assertThat(second).hasMessage("Concurrent installation or upgrade of " + name + "-1.0.0 detected, aborting.");
        asSuperuser()
                .get("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200)
                .body("item.status", equalTo("installed"));
    }
}
