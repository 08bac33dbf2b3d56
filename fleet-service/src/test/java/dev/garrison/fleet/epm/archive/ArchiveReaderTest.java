package dev.garrison.fleet.epm.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.garrison.fleet.epm.PackageArchives;
import dev.garrison.platform.http.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
    private static final String EXTRACTION = "Error during extraction of package: ";

    @Test
    void zipAndTarOfTheSameFilesAreTheSamePackage() {
        var archive = PackageArchives.integration("weather", "1.0.0");

        var zip = ArchiveReader.read(archive.zip(), ArchiveType.ZIP);
        var tar = ArchiveReader.read(archive.tarGz(), ArchiveType.TAR_GZ);

        assertThat(zip.root()).isEqualTo("weather-1.0.0");
        assertThat(zip.text("docs/README.md")).contains("# Weather\n");
        assertThat(zip.files().keySet()).contains("data_stream/rain/manifest.yml", "img/logo.svg");
        assertThat(tar.files()).usingRecursiveComparison().isEqualTo(zip.files());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "weather-1.0.0/../../evil",
                "/etc/passwd",
                "C:/evil",
                "weather-1.0.0\\..\\evil",
                "weather-1.0.0/./evil",
                "weather-1.0.0//evil",
                "weather-1.0.0/ev\nil"
            })
    void namesThatLeaveTheFolderAreRefused(String path) {
        var zip = PackageArchives.zip(Map.of(path, new byte[] {1}));

        assertRefused(zip, ArchiveType.ZIP, EXTRACTION);
    }

    @Test
    void aSymbolicLinkInAZipIsRefused() throws IOException {
        var link = new ZipArchiveEntry("weather-1.0.0/manifest.yml");
        link.setUnixMode(UnixStat.LINK_FLAG | UnixStat.DEFAULT_LINK_PERM);

        assertRefused(zip(link), ArchiveType.ZIP, EXTRACTION + "link in the archive");
    }

    @Test
    void aFileGivenTwiceIsRefused() throws IOException {
        var zip = zip(new ZipArchiveEntry("weather-1.0.0/a"), new ZipArchiveEntry("weather-1.0.0/a"));

        assertRefused(zip, ArchiveType.ZIP, EXTRACTION + "twice in the archive");
    }

    @Test
    void linksInATarAreRefused() throws IOException {
        for (var type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO}) {
            var bytes = new ByteArrayOutputStream();
            try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
                var link = new TarArchiveEntry("weather-1.0.0/manifest.yml", type);
                link.setLinkName("/etc/passwd");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }

            assertRefused(bytes.toByteArray(), ArchiveType.TAR_GZ, EXTRACTION + "link or special file");
        }
    }

    @Test
    void aFileThatSwellsIsRefused() {
        var bomb = PackageArchives.empty("weather", "1.0.0")
                .with("img/big.svg", new byte[4 * 1024 * 1024 + 1])
                .zip();

        assertThat(bomb).hasSizeLessThan(100_000);
        assertRefused(bomb, ArchiveType.ZIP, EXTRACTION + "file larger than 4194304 bytes");
    }

    @Test
    void manyFilesThatSwellTogetherAreRefused() {
        var bomb = PackageArchives.empty("weather", "1.0.0");
        var big = new byte[4 * 1024 * 1024];
        for (int i = 0; i < 63; i++) {
            bomb.with("img/" + i + ".svg", big);
        }

        assertRefused(bomb.zip(), ArchiveType.ZIP, EXTRACTION + "more than 262144000 bytes unpacked");
    }

    @Test
    void tooManyEntriesAreRefused() {
        var files = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i <= 65_535; i++) {
            files.put("weather-1.0.0/" + i, new byte[0]);
        }

        assertRefused(PackageArchives.zip(files), ArchiveType.ZIP, EXTRACTION + "more than 65535 entries");
    }

    @Test
    void twoTopFoldersAreRefused() {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("weather-1.0.0/manifest.yml", new byte[0]);
        files.put("wind-1.0.0/manifest.yml", new byte[0]);

        assertRefused(
                PackageArchives.zip(files),
                ArchiveType.ZIP,
                "Package contains more than one top-level directory; top-level directory found: weather-1.0.0;"
                        + " filePath: wind-1.0.0/manifest.yml");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        var zip = PackageArchives.empty("weather", "1.0.0").zip();

        assertRefused("rain".getBytes(), ArchiveType.ZIP, EXTRACTION);
        assertRefused(zip, ArchiveType.TAR_GZ, "Archive seems empty. Assumed content type was application/gzip");
        assertRefused(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1}, ArchiveType.TAR_GZ, EXTRACTION);
        assertRefused(PackageArchives.zip(Map.of()), ArchiveType.ZIP, "Archive seems empty.");
        assertRefused(
                PackageArchives.empty("weather", "1.0.0")
                        .with("docs/README.md", "")
                        .without("manifest.yml")
                        .zip(),
                ArchiveType.ZIP,
                "Manifest file weather-1.0.0/manifest.yml not found in paths.");
    }

    private static void assertRefused(byte[] archive, ArchiveType type, String message) {
        assertThatThrownBy(() -> ArchiveReader.read(archive, type))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageStartingWith(message);
    }

    private static byte[] zip(ZipArchiveEntry... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipArchiveOutputStream(bytes)) {
            for (var entry : entries) {
                zip.putArchiveEntry(entry);
                zip.write(new byte[] {'/'});
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
