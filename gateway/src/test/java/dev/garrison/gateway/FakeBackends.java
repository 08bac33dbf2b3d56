package dev.garrison.gateway;

import dev.garrison.embedded.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/** Everything behind the gateway, once for all tests: five services, two of them raw enough to misbehave, and a real Kafka. */
public class FakeBackends implements QuarkusTestResourceLifecycleManager {
    static final Vertx VERTX = Vertx.vertx();
    static final FakeSecurity SECURITY = new FakeSecurity(VERTX);
    static final FakeService FLEET = new FakeService(VERTX, "fleet-service");
    static final FakeService CASES = new FakeService(VERTX, "cases-service");
    static final FakeService APM = new FakeService(VERTX, "apm-service");
    static final RudeService ENDPOINT = new RudeService();
    private static EmbeddedKafka kafka;

    static synchronized EmbeddedKafka kafka() {
        if (kafka == null) {
            kafka = EmbeddedKafka.temporary();
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
        }
        return kafka;
    }

    @Override
    public Map<String, String> start() {
        var config = new HashMap<String, String>();
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put("quarkus.log.category.\"kafka\".level", "WARN");
        config.put("quarkus.log.category.\"state.change.logger\".level", "WARN");
        config.put("garrison.gateway.health-interval", "200MS");
        config.put("garrison.gateway.document-interval", "300MS");
        config.put("garrison.gateway.linger", "2S");
        config.put("garrison.gateway.rules.slow.path", "/api/cases/slow");
        config.put("garrison.gateway.rules.slow.timeout", "500MS");
        config.put("garrison.gateway.rules.slow-upload.path", "/api/fleet/epm/packages/slow");
        config.put("garrison.gateway.rules.slow-upload.max-body-size", "104857600");
        config.put("garrison.gateway.rules.slow-upload.timeout", "3S");
        // longer than any test: what drops an identity in a test is what the test is about
        config.put("garrison.gateway.authentication.cache-for", "${test.cache-for:10M}");
        config.put("kafka.bootstrap.servers", kafka().bootstrapServers());
        config.put("garrison.gateway.services.security-service.url", SECURITY.url());
        config.put("garrison.gateway.services.fleet-service.url", FLEET.url());
        config.put("garrison.gateway.services.cases-service.url", CASES.url());
        config.put("garrison.gateway.services.apm-service.url", APM.url());
        config.put("garrison.gateway.services.endpoint-service.url", ENDPOINT.url());
        return config;
    }

    @Override
    public void stop() {
        // all serve until the JVM ends: the next test profile uses them again
    }
}
