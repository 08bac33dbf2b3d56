package dev.garrison.fleet.signing;

import dev.garrison.platform.secrets.Secrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.hibernate.Session;

/** The key pair that signs policies and actions, for Elastic Defend asks for that: one for all replicas, made by the first. */
@ApplicationScoped
public class MessageSigning {
    private static final String PURPOSE = "fleet.message_signing_key";

    private final Session database;
    private final Secrets secrets;

    MessageSigning(Session database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    @Transactional
    void start(@Observes StartupEvent event) {
        // replicas that start together wait here for the first, and then see its key
        database.createNativeMutationQuery("lock table message_signing_key in share row exclusive mode")
                .executeUpdate();
        var known = database.createNativeQuery("select 1 from message_signing_key limit 1", Integer.class)
                .getResultList();
        if (known.isEmpty()) {
            add(generate());
        }
    }

    /** The key in use. Joins the caller's transaction. */
    @Transactional
    public SigningKey current() {
        var row = database.createNativeQuery(
                        "select private_key_encrypted, public_key from message_signing_key order by id desc limit 1",
                        Object[].class)
                .getSingleResult();
        return SigningKey.of(secrets.decrypt(PURPOSE, (String) row[0]), (String) row[1]);
    }

    /** From now on another key signs. Whoever has the former one's public half has to get a new policy; see {@link KeyRotation}. */
    @Transactional(Transactional.TxType.MANDATORY)
    void rotate() {
        add(generate());
    }

    private void add(KeyPair pair) {
        var base64 = Base64.getEncoder();
        var privateKey = base64.encodeToString(pair.getPrivate().getEncoded());
        database.createNativeMutationQuery(
                        "insert into message_signing_key (private_key_encrypted, public_key) values (?1, ?2)")
                .setParameter(1, secrets.encrypt(PURPOSE, privateKey))
                .setParameter(2, base64.encodeToString(pair.getPublic().getEncoded()))
                .executeUpdate();
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make P-256 keys", e);
        }
    }
}
