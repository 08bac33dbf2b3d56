package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** {@code signed{data,signature}} of policies and actions: ECDSA with SHA-256 over the decoded data. */
final class Signature {
    private Signature() {}

    /**
     * @param signed the JSON object
     * @param key public key of the deployment, base64 of its SPKI form
     */
    static boolean holds(JsonNode signed, String key) {
        try {
            var decoder = Base64.getDecoder();
            var verification = java.security.Signature.getInstance("SHA256withECDSA");
            verification.initVerify(
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(decoder.decode(key))));
            verification.update(decoder.decode(signed.path("data").asText()));
            return verification.verify(decoder.decode(signed.path("signature").asText()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
