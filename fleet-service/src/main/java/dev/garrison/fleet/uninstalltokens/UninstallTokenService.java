package dev.garrison.fleet.uninstalltokens;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import dev.garrison.fleet.uninstalltokens.UninstallTokenResource.UninstallToken;
import dev.garrison.platform.http.ApiException;
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
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** What an administrator types to uninstall a protected agent: a token for each agent policy. */
@ApplicationScoped
public class UninstallTokenService {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Session database;
    private final Database rows;
    private final Secrets secrets;
    private final Clock clock;

    UninstallTokenService(Session database, Database rows, Secrets secrets, Clock clock) {
        this.database = database;
        this.rows = rows;
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

    /** @param total of all pages */
    record Page(List<UninstallToken> items, long total) {}

    /**
     * Tokens without their value, of policies that are not hosted: who runs those uninstalls their agents. Newest first.
     *
     * @param policyId part of the policy's id; null for any
     * @param search part of the policy's id or name; null for any
     */
    @Transactional
    Page list(String policyId, String search, int page, int perPage) {
        var condition =
                """
                from uninstall_token t join agent_policy p on p.id = t.policy_id
                where not p.is_managed
                and (cast(? as text) is null or strpos(lower(p.id), lower(?)) > 0)
                and (cast(? as text) is null or strpos(lower(p.id), lower(?)) > 0 or strpos(lower(p.name), lower(?)) > 0)
                """;
        var total = rows.first(
                "select count(*) as total " + condition,
                row -> row.number("total"),
                policyId,
                policyId,
                search,
                search,
                search);
        var items = rows.list(
                "select t.id, t.policy_id, p.name, t.created_at " + condition
                        + "order by t.created_at desc, t.id limit ? offset ?",
                row -> token(row, null),
                policyId,
                policyId,
                search,
                search,
                search,
                perPage,
                (page - 1L) * perPage);
        return new Page(items, total.orElseThrow());
    }

    /** @throws ApiException 404 */
    @Transactional
    UninstallToken require(String id) {
        return rows.first(
                        """
                        select t.id, t.policy_id, p.name, t.created_at, t.token_encrypted
                        from uninstall_token t join agent_policy p on p.id = t.policy_id where t.id = ?""",
                        row -> token(row, secrets.decrypt(purpose(id), row.text("token_encrypted"))),
                        id)
                .orElseThrow(() -> ApiException.notFound("Uninstall Token not found with id %s", id));
    }

    private static UninstallToken token(Row row, String value) {
        return new UninstallToken(
                row.text("id"), row.text("policy_id"), row.text("name"), row.instant("created_at"), null, value);
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
