package dev.garrison.gateway.authentication;

/** What security-service says about a credential. */
public sealed interface Outcome {
    record Accepted(Identity identity) implements Outcome {}

    /** @param retryAfter seconds as security-service sent them, or null */
    record Refused(int status, String message, String retryAfter) implements Outcome {}

    /** security-service is away, slow or answers nonsense: nobody knows whether the credential is good. */
    record Unknown(String reason) implements Outcome {}
}
