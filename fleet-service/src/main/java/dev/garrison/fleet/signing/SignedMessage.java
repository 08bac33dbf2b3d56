package dev.garrison.fleet.signing;

/**
 * A message and who vouches for it, as agents take it.
 *
 * @param data base64 of the signed bytes
 * @param signature base64 of an ECDSA signature over SHA-256, in DER
 */
public record SignedMessage(String data, String signature) {}
