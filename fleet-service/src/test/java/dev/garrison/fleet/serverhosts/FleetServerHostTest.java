package dev.garrison.fleet.serverhosts;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FleetServerHostTest {
    private static final String PATH = "/api/fleet/fleet_server_hosts";

    @Inject
    Stored stored;

    /** Other tests count on there being none. */
    @AfterEach
    void noDefault() {
        stored.execute("update fleet_server_host set settings = settings || '{\"is_default\":false}' where is_default");
    }

    private static ValidatableResponse post(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("name", "h", "host_urls", List.of("https://fleet.example:8220")));
        body.putAll(more);
        return asSuperuser().body(body).post(PATH).then();
    }

    private static String create(Map<String, ?> more) {
        return post(more).statusCode(200).extract().path("item.id");
    }

    private static ValidatableResponse put(String id, Map<String, ?> body) {
        return asSuperuser().body(body).put(PATH + "/{id}", id).then();
    }

    private static ValidatableResponse delete(String id) {
        return asSuperuser().delete(PATH + "/{id}", id).then();
    }

    private static int revision(String policyId) {
        return Policies.get(policyId).getInt("revision");
    }

    private static List<String> compiledHosts(String policyId) {
        return asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policyId)
                .then()
                .extract()
                .path("item.fleet.hosts");
    }

    @Test
    void aPutReplacesWhatItNames() {
        var proxy = asSuperuser()
                .body(Map.of("name", "p", "url", "http://proxy"))
                .post("/api/fleet/proxies")
                .then()
                .extract()
                .<String>path("item.id");
        var id = create(Map.of());
        var policy = Policies.create(Map.of("fleet_server_host_id", id)).getString("id");
        put(
                        id,
                        Map.of(
                                "host_urls",
                                List.of("https://other"),
                                "is_default",
                                true,
                                "is_internal",
                                true,
                                "name",
                                "string",
                                "proxy_id",
                                proxy))
                .statusCode(200)
                .body(
                        "item",
                        equalTo(Map.of(
                                "id",
                                id,
                                "host_urls",
                                List.of("https://other:443"),
                                "is_default",
                                true,
                                "is_internal",
                                true,
                                "is_preconfigured",
                                false,
                                "name",
                                "string",
                                "proxy_id",
                                proxy)));
        assertThat(revision(policy)).isEqualTo(2);
        assertThat(Policies.get(policy).getString("updated_by")).isEqualTo("system");
        assertThat(compiledHosts(policy)).containsExactly("https://other:443");

        put(id, Map.of("name", "n")).statusCode(200);
        assertThat(asSuperuser().get(PATH + "/{id}", id).then().extract().<Map<String, Object>>path("item"))
                .containsEntry("proxy_id", null)
                .containsEntry("is_internal", true)
                .containsEntry("host_urls", List.of("https://other:443"));
    }

    @Test
    void theDefaultMovesAndMayGo() {
        var policy = Policies.create();
        var first = create(Map.of("is_default", true));
        assertThat(revision(policy)).isEqualTo(2);
        assertThat(compiledHosts(policy)).containsExactly("https://fleet.example:8220");
        var second = create(Map.of("is_default", true));
        assertThat(revision(policy)).isEqualTo(3);
        assertThat(stored.value("select id from fleet_server_host where is_default", String.class))
                .isEqualTo(second);
        delete(second)
                .statusCode(403)
                .body("message", is("Default Fleet Server hosts " + second + " cannot be deleted."));
        delete(first).statusCode(200);
        assertThat(revision(policy)).isEqualTo(3);
        put(second, Map.of("is_default", false)).statusCode(200);
        assertThat(revision(policy)).isEqualTo(4);
        assertThat(compiledHosts(policy)).isNull();
        delete(second).statusCode(200);
    }

    @Test
    void policiesThatNameADeletedHostAreBackAtTheDefault() {
        var id = create(Map.of());
        var policy = Policies.create(Map.of("fleet_server_host_id", id)).getString("id");
        delete(id).statusCode(200).body("id", is(id));
        assertThat(Policies.get(policy).getMap(""))
                .containsEntry("fleet_server_host_id", null)
                .containsEntry("revision", 2);
        delete(id).statusCode(404).body("message", is("Fleet server " + id + " not found"));
        put(id, Map.of()).statusCode(404);
    }

    @Test
    void refusesWhatIsNoHost() {
        var before = stored.count("fleet_server_host");
        post(Map.of("host_urls", List.of())).statusCode(400);
        post(Map.of("host_urls", List.of("fleet.example:8220"))).statusCode(400);
        post(Map.of("proxy_id", "nowhere")).statusCode(400).body("message", is("Fleet proxy nowhere not found"));
        post(Map.of("certificate", "x")).statusCode(400).body("message", containsString("[request body.certificate]"));
        assertThat(stored.count("fleet_server_host")).isEqualTo(before);
        post(Map.of("id", create(Map.of()))).statusCode(409);
    }

    @Test
    void listingIsForAgentsToo() {
        var id = create(Map.of());
        with("fleet-agents-all").get(PATH).then().statusCode(200).body("perPage", is(10_000));
        with("fleet-agents-all").get(PATH + "/{id}", id).then().statusCode(403);
        with("fleet-settings-read").get(PATH + "/{id}", id).then().statusCode(200);
        with("fleet-settings-read").delete(PATH + "/{id}", id).then().statusCode(403);
    }
}
