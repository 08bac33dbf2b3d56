package dev.garrison.fleet.proxies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProxyTest {
    private static final String PATH = "/api/fleet/proxies";

    @Inject
    Stored stored;

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return asSuperuser().body(body).post(path).then();
    }

    private static String create(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("name", "p", "url", "http://proxy.example:3128"));
        body.putAll(more);
        return post(PATH, body).statusCode(200).extract().path("item.id");
    }

    private static Map<String, Object> get(String id) {
        return asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .path("item");
    }

    private static ValidatableResponse put(String id, Map<String, ?> body) {
        return asSuperuser().body(body).put(PATH + "/{id}", id).then();
    }

    private static ValidatableResponse delete(String id) {
        return asSuperuser().delete(PATH + "/{id}", id).then();
    }

    @Test
    void theListHasEveryProxyWithItsFields() {
        var headers = Map.of("a", "b", "n", 1, "f", true);
        var id = create(Map.of(
                "id",
                "p-" + UUID.randomUUID(),
                "certificate",
                "C",
                "certificate_authorities",
                "CA",
                "certificate_key",
                "KEY",
                "proxy_headers",
                headers,
                "is_preconfigured",
                true));
        var item = Map.of(
                "id", id,
                "name", "p",
                "url", "http://proxy.example:3128",
                "certificate", "C",
                "certificate_authorities", "CA",
                "certificate_key", "KEY",
                "proxy_headers", headers,
                "is_preconfigured", false);
        with("fleet-settings-read")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("page", is(1))
                .body("perPage", is(10_000))
                .body("total", is((int) stored.count("fleet_proxy")))
                .body("items", hasItem(item));
        assertThat(get(id)).isEqualTo(item);
        assertThat(stored.value("select p::text from fleet_proxy p where id = ?1", String.class, id))
                .doesNotContain("KEY");
    }

    @Test
    void aPutKeepsNameAndUrlAndClearsTheRest() {
        var id = create(Map.of("certificate_key", "KEY", "proxy_headers", Map.of("a", "b")));
        put(id, Map.of("certificate", "C")).statusCode(200);
        assertThat(get(id))
                .containsEntry("name", "p")
                .containsEntry("url", "http://proxy.example:3128")
                .containsEntry("certificate", "C")
                .containsEntry("certificate_key", null)
                .containsEntry("proxy_headers", null);
    }

    @Test
    void policiesThatGoThroughTheProxyAreRevisedOnce() {
        var proxy = create(Map.of());
        var through = Map.<String, Object>of("proxy_id", proxy);
        var output = stored.output(Map.of("type", "kafka", "hosts", List.of("k:9092"), "proxy_id", proxy));
        var host = post("/api/fleet/fleet_server_hosts", named(through, "host_urls", List.of("https://f:8220")))
                .statusCode(200)
                .extract()
                .<String>path("item.id");
        var source = post("/api/fleet/agent_download_sources", named(through, "host", "https://mirror/"))
                .statusCode(200)
                .extract()
                .<String>path("item.id");
        var all = Policies.create(
                        Map.of("data_output_id", output, "fleet_server_host_id", host, "download_source_id", source))
                .getString("id");
        var one = Policies.create(Map.of("download_source_id", source)).getString("id");
        var other = Policies.create();

        put(proxy, Map.of("url", "socks5://other:1080")).statusCode(200);
        assertThat(revisions(all, one, other)).containsExactly(2, 2, 1);

        delete(proxy).statusCode(200).body("id", is(proxy));
        assertThat(revisions(all, one, other)).containsExactly(3, 3, 1);
        for (var path :
                List.of("outputs/" + output, "fleet_server_hosts/" + host, "agent_download_sources/" + source)) {
            assertThat(asSuperuser().get("/api/fleet/" + path).then().extract().<Map<String, Object>>path("item"))
                    .containsEntry("proxy_id", null);
        }
        delete(proxy).statusCode(404).body("message", is("Fleet proxy " + proxy + " not found"));
        put(proxy, Map.of()).statusCode(404).body("message", is("Proxy " + proxy + " not found"));
    }

    private static Map<String, Object> named(Map<String, Object> body, String field, Object value) {
        var more = new HashMap<String, Object>(body);
        more.put("name", UUID.randomUUID().toString());
        more.put(field, value);
        return more;
    }

    private static List<Integer> revisions(String... policies) {
        return List.of(policies).stream()
                .map(id -> Policies.get(id).getInt("revision"))
                .toList();
    }

    @Test
    void theProxyOfADefaultConcernsEveryPolicy() {
        var proxy = create(Map.of());
        var policy = Policies.create();
        asSuperuser()
                .body(Map.of("proxy_id", proxy))
                .put("/api/fleet/outputs/fleet-default-output")
                .then()
                .statusCode(200);
        assertThat(revisions(policy)).containsExactly(2);
        put(proxy, Map.of("name", "other")).statusCode(200);
        assertThat(revisions(policy)).containsExactly(3);
        delete(proxy).statusCode(200);
        assertThat(revisions(policy)).containsExactly(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://p", "p:3128", "http://", "http:// p"})
    void refusesWhatIsNoAddressOfAProxy(String url) {
        var before = stored.count("fleet_proxy");
        post(PATH, Map.of("name", "n", "url", url)).statusCode(400).body("message", containsString("Invalid URL"));
        assertThat(stored.count("fleet_proxy")).isEqualTo(before);
    }

    @Test
    void refusesTakenIdsUnknownOnesAndTheUnprivileged() {
        var id = create(Map.of());
        post(PATH, Map.of("id", id, "name", "n", "url", "http://xy")).statusCode(409);
        post(PATH, Map.of("name", "n", "url", "http://xy", "proxy_headers", Map.of("a", List.of())))
                .statusCode(400)
                .body("message", containsString("header [a]"));
        asSuperuser()
                .get(PATH + "/nowhere")
                .then()
                .statusCode(404)
                .body("message", is("Fleet proxy nowhere not found"));
        with("fleet-settings-read")
                .body(Map.of())
                .put(PATH + "/{id}", id)
                .then()
                .statusCode(403);
        with("fleet-agent-policies-all").get(PATH).then().statusCode(403);
        assertThat(get(id)).containsEntry("name", "p");
    }
}
