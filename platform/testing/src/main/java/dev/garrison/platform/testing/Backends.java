package dev.garrison.platform.testing;

import dev.garrison.embedded.EmbeddedDatabase;
import dev.garrison.embedded.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Real PostgreSQL and Kafka for {@code @QuarkusTest}: one of each for all tests of a module, an own empty database for each start of
 * the application. Use as {@code @QuarkusTestResource(Backends.class)} on one test class; it holds for all.
 */
public class Backends implements QuarkusTestResourceLifecycleManager {
    private static final String SECRETS_KEYS = "test:" + randomKey();

    private static EmbeddedDatabase postgres;
    private static EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        startOnce();
        var database = "test_" + UUID.randomUUID().toString().replace("-", "");
        postgres.ensureDatabase(database);
        var config = new HashMap<>(postgres.quarkusConfig(database));
        config.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        config.put("garrison.token.jwks", Tokens.jwks());
        config.put("garrison.secrets.keys", SECRETS_KEYS);
        config.put("quarkus.http.test-port", "0");
        return config;
    }

    private static String randomKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static synchronized void startOnce() {
        if (postgres == null) {
            postgres = EmbeddedDatabase.temporary();
            kafka = EmbeddedKafka.temporary();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                kafka.close();
                postgres.close();
            }));
        }
    }

    /** The broker, for tests that stop it and start it again. */
    public static EmbeddedKafka kafka() {
        startOnce();
        return kafka;
    }

    public static EmbeddedDatabase postgres() {
        startOnce();
        return postgres;
    }

    @Override
    public void stop() {
        // both serve until the JVM ends: the next test profile uses them again
    }
}
