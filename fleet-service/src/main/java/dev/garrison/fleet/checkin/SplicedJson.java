package dev.garrison.fleet.checkin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A document that thousands get with a few places that differ. What they share is serialised once and compressed once; each copy only
 * puts its own values in between. Deflate allows that: blocks that end on a whole byte may follow each other.
 */
final class SplicedJson {
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] EMPTY_LAST_BLOCK = {3, 0};
    private static final int GZIP_TRAILER = 8;
    private static final int STORED_BLOCK_HEADER = 5;
    private static final int LARGEST_STORED_BLOCK = 0xffff;

    /** What all copies share: before, between and after the places. */
    private final List<byte[]> shared = new ArrayList<>();

    private final List<byte[]> sharedDeflated = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    /** @param json where {@code mark} and the number of a value stand for the value; ends each with {@code mark} */
    SplicedJson(String json, String mark) {
        var quoted = Pattern.quote(mark);
        var place = Pattern.compile(quoted + "(\\d+)" + quoted).matcher(json);
        int from = 0;
        while (place.find()) {
            share(json.substring(from, place.start()));
            places.add(Integer.valueOf(place.group(1)));
            from = place.end();
        }
        share(json.substring(from));
    }

    /** What is to be written into the JSON for value {@code number}. */
    static String place(int number, String mark) {
        return mark + number + mark;
    }

    private void share(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        shared.add(bytes);
        sharedDeflated.add(deflate(bytes));
    }

    /** @param values by number; they need no escaping */
    byte[] with(IntFunction<String> values) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < shared.size(); i++) {
            out.writeBytes(shared.get(i));
            if (i < places.size()) {
                out.writeBytes(bytes(values, i));
            }
        }
        return out.toByteArray();
    }

    /** As {@link #with}, compressed by gzip. */
    byte[] gzippedWith(IntFunction<String> values) {
        var out = new ByteArrayOutputStream();
        var checksum = new CRC32();
        int length = 0;
        out.writeBytes(GZIP_HEADER);
        for (int i = 0; i < shared.size(); i++) {
            checksum.update(shared.get(i));
            length += shared.get(i).length;
            out.writeBytes(sharedDeflated.get(i));
            if (i < places.size()) {
                var value = bytes(values, i);
                checksum.update(value);
                length += value.length;
                out.writeBytes(storedBlock(value));
            }
        }
        out.writeBytes(EMPTY_LAST_BLOCK);
        out.writeBytes(littleEndian(GZIP_TRAILER)
                .putInt((int) checksum.getValue())
                .putInt(length)
                .array());
        return out.toByteArray();
    }

    private byte[] bytes(IntFunction<String> values, int place) {
        return values.apply(places.get(place)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            var out = new ByteArrayOutputStream();
            var buffer = new byte[8192];
            int written;
            do {
                written = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                out.write(buffer, 0, written);
            } while (written == buffer.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] storedBlock(byte[] bytes) {
        if (bytes.length > LARGEST_STORED_BLOCK) {
            throw new IllegalArgumentException("A value of " + bytes.length + " bytes is too long");
        }
        return littleEndian(STORED_BLOCK_HEADER + bytes.length)
                .put((byte) 0)
                .putShort((short) bytes.length)
                .putShort((short) ~bytes.length)
                .put(bytes)
                .array();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
