package dev.garrison.fleet.uninstalltokens;

import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.hibernate.Session;

/** What an administrator types to uninstall a protected agent: a token for each agent policy. */
@ApplicationScoped
public class UninstallTokenService {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Session database;
    private final Secrets secrets;
    private final Clock clock;

    UninstallTokenService(Session database, Secrets secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Gives a new agent policy its token. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void create(String policyId) {
        var token = new byte[16];
        RANDOM.nextBytes(token);
        var text = HexFormat.of().formatHex(token);
        var id = UUID.randomUUID().toString();
        database.createNativeMutationQuery(
                        """
                        insert into uninstall_token (id, policy_id, token_encrypted, token_hash, created_at)
                        values (?1, ?2, ?3, ?4, ?5)""")
                .setParameter(1, id)
                .setParameter(2, policyId)
                .setParameter(3, secrets.encrypt(purpose(id), text))
                .setParameter(4, hash(text))
                .setParameter(5, clock.instant())
                .executeUpdate();
    }

    /** What the policy's agents compare a token against: base64 of its SHA-256. */
    @Transactional
    public String hashOf(String policyId) {
        return database.createNativeQuery("select token_hash from uninstall_token where policy_id = ?1", String.class)
                .setParameter(1, policyId)
                .getSingleResult();
    }

    private static String purpose(String tokenId) {
        return "fleet.uninstall_token." + tokenId;
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
