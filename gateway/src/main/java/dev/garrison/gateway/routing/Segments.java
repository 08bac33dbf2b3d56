package dev.garrison.gateway.routing;

import java.util.BitSet;

/** The characters of a request's path and query. */
final class Segments {
    /** Sent raw by careless clients and refused by careful servers. */
    static final BitSet UNSAFE = new BitSet();

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    static {
        for (char c : "\"<>^`{|}".toCharArray()) {
            UNSAFE.set(c);
        }
        UNSAFE.set(0x80, 0x100); // bytes of raw UTF-8
    }

    private Segments() {}

    /**
     * A segment that means the same to everybody: not empty, and without a dot segment in it, encoded or not, nor behind an encoded
     * slash.
     */
    static boolean acceptable(String uri, int from, int to) {
        if (from == to) {
            return false;
        }
        int length = 0; // of the part since the last separator
        boolean dots = true;
        for (int i = from; i < to; ) {
            int c = uri.charAt(i);
            int width = 1;
            if (c == '%') {
                c = escaped(uri, i);
                width = c < 0 ? 1 : 3;
            }
            if (c == '/' || c == '\\') {
                if (dots && length > 0 && length <= 2) {
                    return false;
                }
                length = 0;
                dots = true;
            } else {
                length++;
                dots &= c == '.';
            }
            i += width;
        }
        return !(dots && length > 0 && length <= 2);
    }

    /** @return the byte that {@code %XX} at the index stands for, or -1 */
    static int escaped(String uri, int index) {
        if (index + 2 >= uri.length()) {
            return -1;
        }
        int high = Character.digit(uri.charAt(index + 1), 16);
        int low = Character.digit(uri.charAt(index + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    static String encodeUnsafe(String uri) {
        var encoded = new StringBuilder(uri.length() + 32);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (UNSAFE.get(c) || c == '%' && escaped(uri, i) < 0) {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }
}
