package dev.garrison.fleet.downloadsources;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DownloadSourceTest {
    private static final String PATH = "/api/fleet/agent_download_sources";
    private static final String FIRST = "fleet-default-download-source";

    @Inject
    Stored stored;

    private static Map<String, Object> body(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("name", "s " + UUID.randomUUID(), "host", "https://mirror/"));
        body.putAll(more);
        return body;
    }

    private static ValidatableResponse post(Map<String, ?> more) {
        return asSuperuser().body(body(more)).post(PATH).then();
    }

    private static ValidatableResponse put(String id, Map<String, ?> more) {
        return asSuperuser().body(body(more)).put(PATH + "/{id}", id).then();
    }

    private static ValidatableResponse delete(String id) {
        return asSuperuser().delete(PATH + "/{id}", id).then();
    }

    private static String sourceUri(String policyId) {
        return asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policyId)
                .then()
                .extract()
                .path("item.agent.download.sourceURI");
    }

    private static int revision(String policyId) {
        return Policies.get(policyId).getInt("revision");
    }

    @Test
    void theFirstIsElastics() {
        with("fleet-agent-policies-read")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items[0].id", is(FIRST))
                .body("items[0].name", is("Elastic Artifacts"))
                .body("items[0].host", is("https://artifacts.elastic.co/downloads/"))
                .body("items[0].is_default", is(true))
                .body("perPage", is(10_000));
    }

    @Test
    void theDefaultMovesAndEveryPolicyIsRevised() {
        var policy = Policies.create();
        try {
            var id = post(Map.of("is_default", true)).statusCode(200).extract().<String>path("item.id");
            assertThat(revision(policy)).isEqualTo(2);
            assertThat(sourceUri(policy)).isEqualTo("https://mirror/");
            delete(id).statusCode(400).body("message", is("Default Download source " + id + " cannot be deleted."));
            put(id, Map.of("host", "https://other/")).statusCode(200).body("item.is_default", is(false));
            assertThat(stored.count("agent_download_source where is_default")).isZero();
            assertThat(sourceUri(policy)).isEqualTo("https://artifacts.elastic.co/downloads/");
            assertThat(revision(policy)).isEqualTo(3);
        } finally {
            put(
                            FIRST,
                            Map.of(
                                    "name", "Elastic Artifacts",
                                    "host", "https://artifacts.elastic.co/downloads/",
                                    "is_default", true))
                    .statusCode(200);
        }
        assertThat(revision(policy)).isEqualTo(4);
    }

    @Test
    void aDeletedSourceLeavesItsPoliciesAtTheDefault() {
        var id = post(Map.of("id", "source-" + UUID.randomUUID()))
                .statusCode(200)
                .extract()
                .<String>path("item.id");
        var policy = Policies.create(Map.of("download_source_id", id)).getString("id");
        put(id, Map.of("host", "https://other/")).statusCode(200);
        assertThat(revision(policy)).isEqualTo(2);
        delete(id).statusCode(200).body("id", is(id));
        assertThat(Policies.get(policy).getMap(""))
                .containsEntry("download_source_id", null)
                .containsEntry("revision", 3);
        delete(id).statusCode(404).body("message", is("Agent binary source " + id + " not found"));
        put(id, Map.of()).statusCode(404).body("message", is("Download source " + id + " not found"));
    }

    @Test
    void refuses() {
        var before = stored.count("agent_download_source");
        post(Map.of("name", "Elastic Artifacts"))
                .statusCode(400)
                .body("message", is("Download Source '" + FIRST + "' already exists with name 'Elastic Artifacts'"));
        post(Map.of("proxy_id", "nowhere")).statusCode(400).body("message", is("Fleet proxy nowhere not found"));
        post(Map.of("host", "mirror")).statusCode(400);
        post(Map.of("id", FIRST)).statusCode(409);
        with("fleet-settings-read").body(body(Map.of())).post(PATH).then().statusCode(403);
        assertThat(stored.count("agent_download_source")).isEqualTo(before);
    }
}
