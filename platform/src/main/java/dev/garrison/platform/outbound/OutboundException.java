package dev.garrison.platform.outbound;

/** A call that was not allowed or did not succeed; the message may be shown to the user who named the address. */
public class OutboundException extends RuntimeException {
    OutboundException(String message, Throwable cause) {
        super(message, cause);
    }
}
