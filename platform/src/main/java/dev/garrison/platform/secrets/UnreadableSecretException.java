package dev.garrison.platform.secrets;

/** A stored secret that the present keys do not open. The message holds its purpose, nothing of the secret. */
public class UnreadableSecretException extends RuntimeException {
    UnreadableSecretException(String purpose, String reason, Throwable cause) {
        super("The secret of " + purpose + " cannot be read: " + reason, cause);
    }
}
