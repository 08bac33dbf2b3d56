package dev.garrison.fleet.fleetserver;

/** A refusal in the agent protocol's words. After several 401s an agent unenrolls itself: they are for wrong keys and nothing else. */
public class ProtocolException extends RuntimeException {
    private final int status;
    private final String code;

    public ProtocolException(int status, String code, String message) {
        super(message, null, false, false); // thrown often and never a surprise: no stack trace
        this.status = status;
        this.code = code;
    }

    public static ProtocolException badRequest(String message) {
        return new ProtocolException(400, "BadRequest", message);
    }

    public static ProtocolException notFound() {
        return new ProtocolException(404, "NotFound", "not found");
    }

    public int status() {
        return status;
    }

    /** A word such as {@code ErrUnauthorized}. */
    public String code() {
        return code;
    }
}
