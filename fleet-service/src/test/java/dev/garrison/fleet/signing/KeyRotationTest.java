package dev.garrison.fleet.signing;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyRotationTest {
    private static final String PATH = "/api/fleet/message_signing_service/rotate_key_pair";

    @Inject
    MessageSigning signing;

    @Inject
    Stored stored;

    @AfterEach
    void leaveOneKey() {
        stored.execute("delete from message_signing_key where id < (select max(id) from message_signing_key)");
    }

    @Test
    void anotherKeySignsAndEveryPolicyIsRevised() {
        var policy = Policies.create();
        var before = signing.current().publicKey();

        asSuperuser()
                .queryParam("acknowledge", true)
                .post(PATH)
                .then()
                .statusCode(200)
                .body("message", is("Key pair rotated successfully."));

        assertThat(signing.current().publicKey()).isNotEqualTo(before);
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(2);
        asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policy)
                .then()
                .body("item.agent.protection.signing_key", is(signing.current().publicKey()));
    }

    @Test
    void theRiskHasToBeAcknowledgedByWhoMayDoEverything() {
        var before = signing.current().publicKey();
        asSuperuser().post(PATH).then().statusCode(400).body("message", containsString("acknowledge=true"));
        with("fleet-agents-all", "fleet-settings-all")
                .queryParam("acknowledge", true)
                .post(PATH)
                .then()
                .statusCode(403)
                .body("message", containsString("[fleet-agent-policies-all]"));
        assertThat(signing.current().publicKey()).isEqualTo(before);
    }
}
