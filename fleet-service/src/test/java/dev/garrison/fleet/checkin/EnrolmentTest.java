package dev.garrison.fleet.checkin;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.TestAgent;
import dev.garrison.fleet.TestAgent.Reply;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class EnrolmentTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private String policy;
    private String key;

    @BeforeEach
    void policyWithKey() {
        policy = Policies.create();
        key = fleet.enrollmentKey(policy);
    }

    private Reply enroll(ObjectNode body) {
        return TestAgent.send(TestAgent.request(fleet.port(), "/api/fleet/agents/enroll", key, body));
    }

    @Test
    void aNewAgentGetsAnIdAndAKeyThatIsToldOnce() {
        var body = TestAgent.enrolment("web-1", null);
        body.withObject("metadata").putArray("tags").add("linux").add("eu").add("linux");
        var reply = enroll(body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().get("action").asText()).isEqualTo("created");
        var item = reply.body().get("item");
        assertThat(item.get("active").asBoolean()).isTrue();
        assertThat(item.get("policy_id").asText()).isEqualTo(policy);
        assertThat(item.get("type").asText()).isEqualTo("PERMANENT");
        assertThat(item.get("status").asText()).isEqualTo("online");
        assertThat(item.get("enrolled_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(item.get("tags").toString()).isEqualTo("[\"eu\",\"linux\"]");
        assertThat(item.at("/local_metadata/elastic/agent/id").asText())
                .isEqualTo(item.get("id").asText());
        var accessKey =
                new String(Base64.getDecoder().decode(item.get("access_api_key").asText()), StandardCharsets.US_ASCII);
        assertThat(accessKey).startsWith(item.get("access_api_key_id").asText() + ":");

        var shown = asSuperuser().get("/api/fleet/agents/" + item.get("id").asText());
        shown.then().statusCode(200);
        assertThat(shown.asString()).doesNotContain(accessKey.substring(accessKey.indexOf(':') + 1));
        assertThat(shown.jsonPath().getString("item.agent.version")).isEqualTo("8.18.0");
        assertThat(shown.jsonPath().getString("item.enrolled_at"))
                .isEqualTo(item.get("enrolled_at").asText());
        await().untilAsserted(() -> assertThat(
                        Events.of("fleet.agent.changed", item.get("id").asText()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().get("change").asText()).isEqualTo("enrolled");
                    assertThat(event.data().at("/localMetadata/host/name").asText())
                            .isEqualTo("web-1");
                    assertThat(event.data().get("policyId").asText()).isEqualTo(policy);
                }));
    }

    @Test
    void anAgentThatWasInterruptedEnrollsAgainInItsOwnPlace() {
        var name = UUID.randomUUID().toString();
        var first = enroll(TestAgent.enrolment("web-1", name)).body().get("item");
        var second = enroll(TestAgent.enrolment("web-1", name)).body().get("item");

        assertThat(stored.count("agent where enrollment_id = ?1", name)).isEqualTo(1);
        var withFirstKey = TestAgent.send(TestAgent.request(
                fleet.port(),
                "/api/fleet/agents/" + first.get("id").asText() + "/checkin",
                first.get("access_api_key").asText(),
                TestAgent.online()));
        assertThat(withFirstKey.error()).isEqualTo("ErrUnauthorized");
        await().untilAsserted(() -> assertThat(
                        Events.of("fleet.agent.changed", first.get("id").asText()))
                .extracting(event -> event.data().get("change").asText())
                .containsExactly("enrolled", "unenrolled"));

        TestAgent.send(TestAgent.request(
                fleet.port(),
                "/api/fleet/agents/" + second.get("id").asText() + "/checkin",
                second.get("access_api_key").asText(),
                TestAgent.online()));
        enroll(TestAgent.enrolment("web-1", name));
        assertThat(stored.count("agent where enrollment_id = ?1", name)).isEqualTo(2); // that one was in use
    }

    @Test
    void twoEnrolmentsUnderOneNameAtOnceLeaveOneAgent() {
        var name = UUID.randomUUID().toString();
        IntStream.range(0, 8)
                .mapToObj(i -> TestAgent.sendLater(TestAgent.request(
                        fleet.port(), "/api/fleet/agents/enroll", key, TestAgent.enrolment("web-1", name))))
                .toList()
                .forEach(reply -> assertThat(TestAgent.await(reply).status()).isEqualTo(200));
        assertThat(stored.count("agent where enrollment_id = ?1", name)).isEqualTo(1);
    }

    @Test
    void whatTheDatabaseCannotHoldBecomesAReplacementCharacter() {
        var body = TestAgent.enrolment("NAME", null);
        body.withObject("metadata")
                .withObject("local")
                .put("smile", "\ud83d\ude00")
                .put("KEY", 1);
        var escaped = body.toString().replace("KEY", "a\\u0000b").replace("NAME", "web\\u0000-\\ud800-1");
        var reply = TestAgent.send(TestAgent.builder(fleet.port(), "/api/fleet/agents/enroll")
                .header("Authorization", "ApiKey " + key)
                .POST(HttpRequest.BodyPublishers.ofString(escaped))
                .build());

        assertThat(reply.status()).isEqualTo(200);
        var shown = asSuperuser()
                .get("/api/fleet/agents/" + reply.body().at("/item/id").asText())
                .jsonPath();
        assertThat(shown.getString("item.local_metadata.host.name")).isEqualTo("web\ufffd-\ufffd-1");
        assertThat(shown.getMap("item.local_metadata")).containsKey("a\ufffdb");
        assertThat(shown.getString("item.local_metadata.smile")).isEqualTo("\ud83d\ude00");
    }

    @Test
    void anIncompleteRequestIsRefusedAndLeavesNothing() {
        var otherType = TestAgent.enrolment("web-1", null).put("type", "EPHEMERAL");
        var noMetadata = TestAgent.enrolment("web-1", null);
        noMetadata.remove("metadata");
        var oddTags = TestAgent.enrolment("web-1", null);
        oddTags.withObject("metadata").putArray("tags").add(5);
        var oddLocal = TestAgent.enrolment("web-1", null);
        oddLocal.withObject("metadata").put("local", "{}");
        for (var body : new ObjectNode[] {otherType, noMetadata, oddTags, oddLocal}) {
            var reply = enroll(body);
            assertThat(reply.status()).as(body.toString()).isEqualTo(400);
            assertThat(reply.error()).isEqualTo("BadRequest");
        }
        assertThat(stored.count("agent where policy_id = ?1", policy)).isZero();
    }

    @Test
    void aRevokedKeyLetsNobodyIn() {
        var keyId = asSuperuser()
                .queryParam("kuery", "policy_id:" + policy)
                .get("/api/fleet/enrollment_api_keys")
                .jsonPath()
                .getString("items[0].id");
        asSuperuser().delete("/api/fleet/enrollment_api_keys/" + keyId).then().statusCode(200);

        var reply = enroll(TestAgent.enrolment("web-1", null));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.error()).isEqualTo("ErrUnauthorized");
        assertThat(stored.count("agent where policy_id = ?1", policy)).isZero();
    }
}
