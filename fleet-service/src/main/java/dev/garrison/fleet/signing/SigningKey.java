package dev.garrison.fleet.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The key that the fleet's agents trust.
 *
 * @param publicKey base64 of its DER form, which agents get with their policy
 */
public record SigningKey(PrivateKey privateKey, String publicKey) {

    static SigningKey of(String privateKey, String publicKey) {
        try {
            var encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey));
            return new SigningKey(KeyFactory.getInstance("EC").generatePrivate(encoded), publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The message signing key cannot be read", e);
        }
    }

    /** @param message JSON, which agents get exactly so, byte for byte */
    public SignedMessage sign(byte[] message) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(privateKey);
            signature.update(message);
            var base64 = Base64.getEncoder();
            return new SignedMessage(base64.encodeToString(message), base64.encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not sign", e);
        }
    }

    /** Keeps the private key out of logs. */
    @Override
    public String toString() {
        return "SigningKey[" + publicKey + "]";
    }
}
