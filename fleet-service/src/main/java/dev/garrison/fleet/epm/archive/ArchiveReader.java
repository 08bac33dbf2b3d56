package dev.garrison.fleet.epm.archive;

import dev.garrison.platform.http.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Unpacks what somebody has sent, into memory and within bounds. Links, special files, names that climb or begin at a root, and a name
 * given twice are refused: an archive means the same to everybody or it is none.
 */
public final class ArchiveReader {
    /** What an archive may be at most, as it is sent. */
    public static final int MAX_BYTES = 104_857_600;

    private static final long MAX_UNPACKED_BYTES = 250L * 1024 * 1024;
    private static final int MAX_ENTRIES = 65_535;
    private static final int MAX_FILE_BYTES =
            4 * 1024 * 1024; // Fleet keeps no longer file, so larger ones install nowhere
    private static final int MAX_PATH = 1024;
    private static final Set<Byte> ORDINARY =
            Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);

    private ArchiveReader() {}

    /** @throws ApiException 400: cannot be unpacked, or is no package; says why */
    public static PackageArchive read(byte[] archive, ArchiveType type) {
        var unpacking = new Unpacking();
        try {
            switch (type) {
                case ZIP -> unpackZip(archive, unpacking);
                case TAR_GZ -> unpackTar(archive, unpacking);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw ApiException.badRequest(
                    "Error during extraction of package: %s. Assumed content type was %s, check if this matches the archive type.",
                    e.getMessage(), type.contentType());
        }
        if (unpacking.files.isEmpty()) {
            throw ApiException.badRequest(
                    "Archive seems empty. Assumed content type was %s, check if this matches the archive type.",
                    type.contentType());
        }
        return PackageArchive.under(unpacking.files);
    }

    private static void unpackZip(byte[] archive, Unpacking unpacking) throws IOException {
        try (var zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(archive))
                .get()) {
            var entries = zip.getEntriesInPhysicalOrder();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                unpacking.count(entry.getName());
                if (entry.isDirectory()) {
                    continue;
                }
                requireOrdinary(entry, zip);
                try (var content = zip.getInputStream(entry)) {
                    unpacking.add(entry.getName(), content);
                }
            }
        }
    }

    private static void requireOrdinary(ZipArchiveEntry entry, ZipFile zip) throws IOException {
        if (entry.isUnixSymlink()) {
            throw new IOException("link in the archive: " + entry.getName());
        }
        if (!zip.canReadEntryData(entry)) {
            throw new ZipException("encrypted or packed in an unknown way: " + entry.getName());
        }
    }

    private static void unpackTar(byte[] archive, Unpacking unpacking) throws IOException {
        if (archive.length < 2 || (archive[0] & 0xff) != 0x1f || (archive[1] & 0xff) != 0x8b) {
            return; // not compressed by gzip: nothing is found in it
        }
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                unpacking.count(entry.getName());
                if (entry.isDirectory()) {
                    continue;
                }
                if (!ORDINARY.contains(entry.getLinkFlag())) {
                    throw new IOException("link or special file in the archive: " + entry.getName());
                }
                unpacking.add(entry.getName(), tar);
            }
        }
    }

    /** What has come out so far. */
    private static final class Unpacking {
        private final TreeMap<String, byte[]> files = new TreeMap<>();
        private int entries;
        private long bytes;

        void count(String name) throws IOException {
            if (++entries > MAX_ENTRIES) {
                throw new IOException("more than " + MAX_ENTRIES + " entries");
            }
            requireSafe(name);
        }

        void add(String name, InputStream content) throws IOException {
            var file = content.readNBytes(MAX_FILE_BYTES + 1);
            if (file.length > MAX_FILE_BYTES) {
                throw new IOException("file larger than " + MAX_FILE_BYTES + " bytes: " + name);
            }
            bytes += file.length;
            if (bytes > MAX_UNPACKED_BYTES) {
                throw new IOException("more than " + MAX_UNPACKED_BYTES + " bytes unpacked");
            }
            if (files.put(name.startsWith("./") ? name.substring(2) : name, file) != null) {
                throw new IOException("twice in the archive: " + name);
            }
        }

        private static void requireSafe(String name) throws IOException {
            var path = name.startsWith("./") ? name.substring(2) : name;
            if (name.length() > MAX_PATH
                    || path.indexOf('\\') >= 0
                    || path.chars().anyMatch(c -> c < ' ')) {
                throw new IOException("invalid characters in fileName: " + printable(name));
            }
            if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
                throw new IOException("absolute path: " + name);
            }
            for (var segment : path.split("/")) {
                if (segment.equals("..") || segment.equals(".")) {
                    throw new IOException("invalid relative path: " + name);
                }
            }
            if (path.contains("//")) {
                throw new IOException("invalid relative path: " + name);
            }
        }

        private static String printable(String name) {
            return name.substring(0, Math.min(name.length(), 100)).replaceAll("\\p{Cntrl}", "?");
        }
    }
}
