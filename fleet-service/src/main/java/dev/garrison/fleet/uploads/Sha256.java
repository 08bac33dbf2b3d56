package dev.garrison.fleet.uploads;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest by which chunks are told to have come whole. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
