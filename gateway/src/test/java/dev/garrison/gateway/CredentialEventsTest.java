package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities are remembered for ten minutes here, so that only an event can end them. */
@QuarkusTest
class CredentialEventsTest extends GatewayTest {

    @BeforeEach
    void theGatewayFollowsTheTopic() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            var probe = SECURITY.user("probe-" + UUID.randomUUID());
            visit(probe);
            publish("security.role.changed", "{}");
            await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> {
                visit(probe);
                assertThat(SECURITY.asked(probe)).hasSizeGreaterThan(1);
            });
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security.credential.changed",
                "security.user.changed",
                "security.user.deleted",
                "security.role.changed",
                "security.role.deleted",
                "security.apikey.invalidated",
                "security.space.deleted",
            })
    void anEventWithoutANameDropsEverything(String type) {
        visit(credential);

        publish(type, "{}");

        await().untilAsserted(() -> {
            visit(credential);
            assertThat(SECURITY.asked(credential)).hasSizeGreaterThan(1);
        });
    }

    @Test
    void aDisabledUserIsOutWithinASecond() {
        assertThat(visit(credential)).isEqualTo(200);
        SECURITY.forget(credential);
        assertThat(visit(credential)).isEqualTo(200); // still remembered

        publish(
                "security.credential.changed",
                new JsonObject().put("username", username).encode());

        await().atMost(Duration.ofSeconds(1)).until(() -> visit(credential) == 401);
    }

    @Test
    void anInvalidatedApiKeyIsOutWithinASecond() {
        var key = SECURITY.apiKey("key-" + username, username);
        assertThat(visit(key)).isEqualTo(200);
        SECURITY.forget(key);

        publish(
                "security.credential.changed",
                new JsonObject()
                        .put("username", username)
                        .put("api_key_id", "key-" + username)
                        .put("change", "api_key.invalidated")
                        .encode());

        await().atMost(Duration.ofSeconds(1)).until(() -> visit(key) == 401);
    }

    @Test
    void anEventAboutAUserLeavesTheOthersAlone() {
        var other = SECURITY.user("other-" + username);
        var key = SECURITY.apiKey("key-" + username, username);
        visit(credential);
        visit(other);
        visit(key);

        publish(
                "security.user.changed",
                new JsonObject().put("username", username).encode());

        await().untilAsserted(() -> {
            visit(credential);
            visit(key);
            assertThat(SECURITY.asked(credential)).hasSize(2);
            assertThat(SECURITY.asked(key)).hasSize(2);
        });
        visit(other);
        assertThat(SECURITY.asked(other)).hasSize(1);
    }

    @Test
    void anEventAboutAnApiKeyLeavesItsOwnerAlone() {
        var key = SECURITY.apiKey("key-" + username, username);
        visit(credential);
        visit(key);

        publish(
                "security.apikey.invalidated",
                new JsonObject().put("api_key_id", "key-" + username).encode());

        await().untilAsserted(() -> {
            visit(key);
            assertThat(SECURITY.asked(key)).hasSize(2);
        });
        visit(credential);
        assertThat(SECURITY.asked(credential)).hasSize(1);
    }

    @Test
    void oneEventAboutARoleReachesEverybodyWhoHasIt() {
        var one = SECURITY.userWithRoles("one-" + username, List.of("readers", "writers"));
        var two = SECURITY.userWithRoles("two-" + username, List.of("writers"));
        var untold = SECURITY.userWithRoles("untold-" + username, null);
        var other = SECURITY.userWithRoles("other-" + username, List.of("readers"));
        var key = SECURITY.apiKey("key-" + username, "one-" + username);
        List.of(one, two, untold, other, key).forEach(this::visit);

        publish(
                "security.credential.changed",
                new JsonObject()
                        .put("role", "writers")
                        .put("change", "role.changed")
                        .encode());

        await().untilAsserted(() -> {
            for (var affected : List.of(one, two, untold)) {
                visit(affected);
                assertThat(SECURITY.asked(affected)).hasSize(2);
            }
        });
        for (var unaffected : List.of(other, key)) { // a key has a snapshot of its owner's roles
            visit(unaffected);
            assertThat(SECURITY.asked(unaffected)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"security.alert.assigned", "fleet.agent.changed", "", "security.username"})
    void otherEventsChangeNothing(String type) {
        var witness = SECURITY.user("witness-" + username);
        visit(credential);
        visit(witness);

        publish(type, "{}");
        // the same key, so the same partition: read after the one before
        publish(
                "security.user.changed",
                new JsonObject().put("username", "witness-" + username).encode());

        await().untilAsserted(() -> {
            visit(witness);
            assertThat(SECURITY.asked(witness)).hasSize(2);
        });
        visit(credential);
        assertThat(SECURITY.asked(credential)).hasSize(1);
    }

    @Test
    void whatWasAskedBeforeTheChangeIsNotRemembered() {
        var witness = SECURITY.user("witness-" + username);
        visit(witness);
        SECURITY.held = new CompletableFuture<>();
        var early = CompletableFuture.supplyAsync(() -> visit(credential));
        await().until(() -> SECURITY.asked(credential).size() == 1);
        var held = SECURITY.held;
        SECURITY.held = null;

        SECURITY.forget(credential); // the change, after security-service has looked
        publish(
                "security.user.changed",
                new JsonObject().put("username", "witness-" + username).encode());
        await().untilAsserted(() -> {
            visit(witness);
            assertThat(SECURITY.asked(witness)).hasSize(2);
        });
        var late = visit(credential); // not allowed to wait for the early look-up
        held.complete(null);

        assertThat(late).isEqualTo(401);
        assertThat(early.join()).isEqualTo(200); // asked before the change
        assertThat(visit(credential)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[]", "{\"username\":17}", ""})
    void anUnreadableEventDropsEverything(String data) {
        visit(credential);

        publish("security.user.changed", data);

        await().untilAsserted(() -> {
            visit(credential);
            assertThat(SECURITY.asked(credential)).hasSizeGreaterThan(1);
        });
    }

    @Test
    void whileKafkaIsAwayRequestsAreServedAndAfterwardsEventsCountAgain() {
        visit(credential);
        FakeBackends.kafka().stop();
        try {
            assertThat(visit(credential)).isEqualTo(200);
            assertThat(visit(SECURITY.user("new-" + username))).isEqualTo(200);
        } finally {
            FakeBackends.kafka().start();
        }

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            visit(credential);
            int before = SECURITY.asked(credential).size();
            publish(
                    "security.user.changed",
                    new JsonObject().put("username", username).encode());
            await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
                visit(credential);
                assertThat(SECURITY.asked(credential)).hasSizeGreaterThan(before);
            });
        });
    }

    private int visit(String authorization) {
        return client.get("/api/fleet/agents", "Authorization", authorization).statusCode();
    }

    /** As the outbox relay writes it: a CloudEvent in binary mode. */
    private static void publish(String type, String data) {
        var event = new ProducerRecord<>("garrison.security", "same", data.getBytes(StandardCharsets.UTF_8));
        event.headers().add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        event.headers().add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
        event.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", FakeBackends.kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(event).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
