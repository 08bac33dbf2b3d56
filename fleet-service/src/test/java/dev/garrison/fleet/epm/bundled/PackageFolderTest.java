package dev.garrison.fleet.epm.bundled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.garrison.fleet.epm.PackageArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageFolderTest {
    @TempDir
    Path folder;

    @Test
    void packagesMayComeAndGo() throws IOException {
        var packages = new PackageFolder(folder);
        assertThat(packages.manifests()).isEmpty();
        var file = folder.resolve("weather-1.0.0.zip");

        Files.write(file, PackageArchives.empty("weather", "1.0.0").zip());
        assertThat(packages.manifests()).containsOnlyKeys("weather-1.0.0");
        assertThat(packages.archive("weather-1.0.0")).isPresent();
        assertThat(packages.archive("../weather-1.0.0")).isEmpty();

        Files.delete(file);
        assertThat(packages.manifests()).isEmpty();
        assertThat(packages.archive("weather-1.0.0")).isEmpty();
    }

    @Test
    void whatIsNoPackageIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("broken-1.0.0.zip"), "no archive");
        Files.write(
                folder.resolve("other-1.0.0.zip"),
                PackageArchives.empty("weather", "1.0.0").zip());

        assertThat(new PackageFolder(folder).manifests()).isEmpty();
    }

    @Test
    void theFolderMayBeMissing() {
        assertThat(new PackageFolder(folder.resolve("none")).manifests()).isEmpty();
        assertThat(new PackageFolder(null).archive("weather-1.0.0")).isEmpty();
    }
}
