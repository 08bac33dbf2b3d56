package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.apikeys.ApiKey;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.secrets.Secrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that each agent has for each elasticsearch output. Its id is on the agent's record; the secret is derived from that and a seed,
 * so that it need not be stored and the agent gets the same one whenever the policy is sent again.
 */
@ApplicationScoped
class OutputKeys {
    private static final String PURPOSE = "fleet.output_key_seed";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEED_BYTES = 32;
    private static final int SECRET_BYTES = 16;

    private final Database database;
    private final Secrets secrets;
    private volatile SecretKeySpec seed;

    OutputKeys(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** The first replica makes the seed that all use. */
    void start(@Observes StartupEvent event) {
        var random = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(random);
        var base64 = Base64.getEncoder().encodeToString(random);
        database.update(
                "insert into output_key_seed (seed_encrypted) values (?) on conflict do nothing",
                secrets.encrypt(PURPOSE, base64));
        var encrypted = database.first("select seed_encrypted from output_key_seed", row -> row.text("seed_encrypted"))
                .orElseThrow();
        seed = new SecretKeySpec(Base64.getDecoder().decode(secrets.decrypt(PURPOSE, encrypted)), ALGORITHM);
    }

    /**
     * Gives agents a key for each of these outputs, where they have none.
     *
     * @return by agent, the outputs of its record; without agents that are no longer active
     */
    @Transactional
    Map<String, JsonNode> assign(Collection<String> agentIds, List<String> outputs) {
        Map<String, JsonNode> records = new HashMap<>();
        database.list(
                "select id, outputs from agent where id = any(?) and active order by id for no key update",
                row -> records.put(row.text("id"), row.json("outputs")),
                agentIds);
        records.values().forEach(record -> {
            for (var output : outputs) {
                if (!record.has(output)) {
                    ((ObjectNode) record)
                            .putObject(output)
                            .put("api_key_id", ApiKey.generate().id())
                            .put("type", "elasticsearch");
                }
            }
        });
        database.update(
                """
                update agent a set outputs = cast(given.outputs as jsonb) from unnest(?, ?) as given(id, outputs)
                where a.id = given.id""",
                records.keySet(),
                records.values());
        return records;
    }

    /** {@code id:secret} */
    String key(String agentId, String output, String keyId) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(seed);
            var derived = mac.doFinal((agentId + "\n" + output + "\n" + keyId).getBytes(StandardCharsets.UTF_8));
            return keyId + ":"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(derived, SECRET_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
