package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RoutingTest extends GatewayTest {

    @ParameterizedTest
    @CsvSource({
        "/api/fleet, fleet-service",
        "/api/fleet/agents/1/actions, fleet-service",
        "/internal/fleet/x, fleet-service",
        "/api/cases/_find, cases-service",
        "/api/actions/connector/1, cases-service",
        "/api/alerting/rule/1, cases-service",
        "/api/alerts/alert/1, cases-service",
        "/api/security/role, security-service",
        "/api/spaces/space, security-service",
        "/api/spaces/_copy_saved_objectsx, security-service",
        "/api/spaces/_copy_saved_objects, apm-service",
        "/api/spaces/_resolve_copy_saved_objects_errors, apm-service",
        "/api/spaces/_update_objects_spaces, apm-service",
        "/api/spaces/_get_shareable_references, apm-service",
        "/api/spaces/_disable_legacy_url_aliases, apm-service",
        "/api/detection_engine/rules, security-service",
        "/api/exception_lists/_find, security-service",
        "/api/exceptions/shared, security-service",
        "/api/lists, security-service",
        "/api/timeline, security-service",
        "/api/timelines, security-service",
        "/api/note, security-service",
        "/api/pinned_event, security-service",
        "/api/security_ai_assistant/prompts/_find, security-service",
        "/api/entity_store/status, security-service",
        "/api/asset_criticality, security-service",
        "/api/risk_score/engine, security-service",
        "/_security/_authenticate, security-service",
        "/api/apm/settings, apm-service",
        "/config/v1/agents, apm-service",
        "/api/data_views, apm-service",
        "/api/saved_objects/_find, apm-service",
        "/api/encrypted_saved_objects/_rotate_key, apm-service",
        "/api/short_url/1, apm-service",
        "/api/dashboards/dashboard, apm-service",
        "/api/observability/slos, apm-service",
        "/api/synthetics/monitors, apm-service",
        "/api/uptime/settings, apm-service",
    })
    void aPrefixBelongsToOneService(String path, String service) {
        var answer = client.get(path, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("service")).isEqualTo(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/endpoint/metadata", "/api/endpoint_list", "/api/osquery/packs"})
    void endpointServiceHasItsOwn(String prefix) {
        var path = unique(prefix);

        assertThat(client.get(path, "Authorization", credential).statusCode()).isEqualTo(200);

        assertThat(ENDPOINT.heads(path)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/fleetx",
                "/api/fleet_",
                "/api/",
                "/api",
                "/API/fleet",
                "/internal/cases",
                "/q/health",
                "/q/openapi"
            })
    void aPrefixEndsWhereASegmentEnds(String path) {
        assertThat(client.get(path, "Authorization", credential).statusCode()).isIn(404);
    }

    @Test
    void theSpaceIsCutOffAndGoesIntoTheToken() {
        var path = unique("/api/fleet/agents");

        client.get("/s/my-space_1" + path + "?page=2", "Authorization", credential);

        var received = FLEET.only(path + "?page=2");
        assertThat(received.headers().get("authorization")).startsWith("Bearer jwt." + username + ".my-space_1.");
    }

    @Test
    void withoutAPrefixItIsTheDefaultSpace() {
        var path = unique("/api/fleet/agents");

        client.get(path, "Authorization", credential);
        client.get("/s/default" + path, "Authorization", credential);

        assertThat(FLEET.received(path)).hasSize(2).allSatisfy(received -> assertThat(
                        received.headers().get("authorization"))
                .startsWith("Bearer jwt." + username + ".default."));
        assertThat(SECURITY.asked(credential)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/s/UPPER/api/fleet/agents",
                "/s/a.b/api/fleet/agents",
                "/s/a%2Fb/api/fleet/agents",
                "/s/x/_security/user",
                "/s/x/config/v1/agents",
                "/s/x/s/y/api/fleet/agents",
                "/s/x",
                "/s/x/",
                "/s/x/apifleet",
                "/s/x/openapi.json",
            })
    void whatIsNoSpaceIsAnUnknownPath(String path) {
        assertThat(client.get(path, "Authorization", credential).statusCode()).isEqualTo(404);
    }

    @Test
    void anEncodedSlashStaysPartOfAnId() {
        var path = unique("/api/fleet/agents") + "%2Fx%2e%2Ey%20z%5Cq;";
        path = path.substring(0, path.length() - 1);

        assertThat(client.get(path + "?a=%2F&b=%22", "Authorization", credential)
                        .statusCode())
                .isEqualTo(200);

        assertThat(FLEET.received(path + "?a=%2F&b=%22")).hasSize(1);
    }

    @Test
    void charactersThatOughtToBeEncodedAreEncodedOnTheWay() throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(),
                "GET " + path + "/a|b?kuery=a:\"{x}\"&p=100% HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential
                        + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(FLEET.received(path + "/a%7Cb?kuery=a:%22%7Bx%7D%22&p=100%25"))
                .hasSize(1);
    }

    @Test
    void anAbsoluteRequestTargetMeansItsPath() throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(),
                "GET http://somewhere:1" + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(FLEET.received(path)).hasSize(1);
    }

    @Test
    void aTrailingSlashIsAnotherPath() {
        var path = unique("/api/fleet/agents");

        var redirect = client.get("/s/x" + path + "/?a=b", "Authorization", credential);
        var refused = client.post(path + "/", "{}", "Authorization", credential);

        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("location")).contains("/s/x" + path + "?a=b");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(FLEET.received(path + "/")).isEmpty();
    }

    @Test
    void headWorksWhereGetDoes() throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = client.send("HEAD", path, null, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length").orElse(0))
                .isPositive();
        assertThat(FLEET.only(path).method()).isEqualTo("HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PROPFIND"})
    void otherMethodsExistNowhere(String method) {
        for (var path : new String[] {"/api/fleet/agents", "/api/status", "/", "/nowhere"}) {
            assertThat(client.send(method, path, null, "Authorization", credential)
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
