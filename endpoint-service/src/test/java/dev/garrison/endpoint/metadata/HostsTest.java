package dev.garrison.endpoint.metadata;

import static dev.garrison.platform.testing.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class HostsTest {
    private static final String PATH = "/api/endpoint/metadata";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void whatHappensToManyAgentsHappensToEachHostThatIsNotNewer() {
        var older = newId();
        var newer = newId();
        agentChanged(older, NOON, enrolled(older, "online", "a"));
        agentChanged(newer, NOON.plusSeconds(60), enrolled(newer, "online", "b"));
        host(older);
        host(newer);
        Events.send(
                newId(),
                "fleet.agents.changed",
                "db",
                NOON.plusSeconds(30),
                """
                {"change":"policy","policyId":"db","active":true,"status":"updating",
                 "agentIds":["%s","%s","somebody"]}"""
                        .formatted(older, newer));
        await().untilAsserted(() -> host(older)
                .body("host_status", is("updating"))
                .body("policy_info.agent.applied.id", is("db"))
                .body("metadata.host.hostname", is("a")));
        host(newer).body("host_status", is("healthy"));
        with("securitySolution").get(PATH + "/somebody").then().statusCode(404);
    }

    @Test
    void anEnrolledAgentIsAHost() {
        var agent = newId();
        agentChanged(
                agent,
                NOON,
                """
                {"agentId":"%s","change":"enrolled","policyId":"web","policyRevision":3,"agentVersion":"8.18.0",
                 "active":true,"status":"online","enrolledAt":"2026-03-01T11:00:00.000Z",
                 "lastCheckin":"2026-03-01T11:59:00.000Z","somethingNew":1,
                 "localMetadata":{"elastic":{"agent":{"id":"x"}},
                   "host":{"hostname":"web-1","ip":["10.0.0.1/24"],"architecture":"x86_64"},
                   "os":{"name":"Ubuntu","platform":"ubuntu"}}}"""
                        .formatted(agent));

        host(agent)
                .body("host_status", is("healthy"))
                .body("last_checkin", is("2026-03-01T11:59:00.000Z"))
                .body("policy_info", equalTo(Map.of("agent", Map.of("applied", Map.of("id", "web", "revision", 3)))))
                .body("metadata.'@timestamp'", is("2026-03-01T12:00:00.000Z"))
                .body("metadata.Endpoint.status", is("enrolled"))
                .body("metadata.agent", equalTo(Map.of("id", agent, "type", "endpoint", "version", "8.18.0")))
                .body("metadata.elastic.agent.id", is(agent))
                .body("metadata.host.hostname", is("web-1"))
                .body("metadata.host.ip", contains("10.0.0.1/24"))
                .body("metadata.host.os.name", is("Ubuntu"));
    }

    @Test
    void whatAnEventLeavesOutStays() {
        var agent = newId();
        agentChanged(agent, NOON, enrolled(agent, "online", "db-1"));
        agentChanged(
                agent,
                NOON.plusSeconds(1),
                "{\"agentId\":\"%s\",\"change\":\"status\",\"status\":\"offline\"}".formatted(agent));

        await().untilAsserted(() -> host(agent).body("host_status", is("offline")));
        host(agent).body("metadata.host.hostname", is("db-1")).body("policy_info.agent.applied.id", is("web"));
    }

    @Test
    void anEventWithNextToNothingIsAHostToo() {
        var agent = newId();
        agentChanged(
                agent, NOON, "{\"agentId\":\"%s\",\"change\":\"enrolled\",\"localMetadata\":null}".formatted(agent));

        host(agent)
                .body("host_status", is("unhealthy"))
                .body("policy_info", nullValue())
                .body("metadata.host", equalTo(Map.of()));
    }

    @Test
    void anOlderEventThatComesLateChangesNothing() {
        var agent = newId();
        agentChanged(agent, NOON, enrolled(agent, "online", "db-1"));
        agentChanged(agent, NOON.minusSeconds(1), enrolled(agent, "error", "db-0"));
        var after = newId(); // same key, so that it comes after the late one
        Events.send(
                UUID.randomUUID().toString(), "fleet.agent.changed", agent, NOON, enrolled(after, "online", "next"));

        host(after);
        host(agent).body("host_status", is("healthy")).body("metadata.host.hostname", is("db-1"));
    }

    @Test
    void anUnenrolledAgentsHostIsKeptAsUnenrolled() {
        var agent = newId();
        agentChanged(agent, NOON, enrolled(agent, "online", "db-1"));
        agentChanged(
                agent,
                NOON.plusSeconds(1),
                "{\"agentId\":\"%s\",\"change\":\"unenrolled\",\"active\":false,\"status\":\"unenrolled\"}"
                        .formatted(agent));

        await().untilAsserted(() -> host(agent).body("host_status", is("unenrolled")));
        host(agent).body("metadata.Endpoint.status", is("unenrolled")).body("metadata.host.hostname", is("db-1"));
    }

    @Test
    void theListFiltersSortsAndPages() {
        var group = newId();
        var online = hostIn(group, "online", "c", 1);
        var failing = hostIn(group, "error", "a", 2);
        var updating = hostIn(group, "updating", "b", 3);

        assertThat(ids(Map.of("kuery", inGroup(group)))).containsExactly(updating, failing, online);
        assertThat(ids(Map.of("kuery", inGroup(group), "sortField", "metadata.host.hostname", "sortDirection", "asc")))
                .containsExactly(failing, updating, online);
        assertThat(ids(Map.of("kuery", inGroup(group), "hostStatuses", "[\"healthy\",\"updating\"]")))
                .containsExactly(updating, online);
        assertThat(ids(Map.of("kuery", inGroup(group), "hostStatuses", List.of("healthy", "unhealthy"))))
                .containsExactly(failing, online);
        assertThat(ids(Map.of("kuery", inGroup(group) + " and not united.endpoint.host.hostname: a")))
                .containsExactly(updating, online);
        assertThat(ids(Map.of("kuery", inGroup(group) + " and united.agent.enrolled_at >= \"2026-03-01T12:00:02Z\"")))
                .containsExactly(updating, failing);

        list(Map.of("kuery", inGroup(group), "pageSize", "2", "page", "2"))
                .body("data.metadata.agent.id", contains(online))
                .body("total", is(3))
                .body("page", is(2))
                .body("pageSize", is(2))
                .body("sortField", is("enrolled_at"))
                .body("sortDirection", is("desc"));
        list(Map.of("kuery", inGroup(group), "page", "9")).body("data", empty()).body("total", is(3));
    }

    @ParameterizedTest
    @CsvSource({
        "metadata.Endpoint.policy.applied.name",
        "metadata.Endpoint.policy.applied.status",
        "metadata.host.os.name",
        "metadata.host.ip",
        "metadata.agent.version",
        "host_status",
        "last_checkin",
    })
    void everySortFieldOfTheContractIsTaken(String field) {
        list(Map.of("sortField", field)).body("sortField", is(field));
    }

    @Test
    void refusesWhatTheListDoesNotKnow() {
        refused(
                Map.of("hostStatuses", "sleepy"),
                startsWith("[request query.hostStatuses.0]: expected value to equal one of"));
        refused(Map.of("page", "0"), is("[request query.page]: Value must be equal to or greater than [1]."));
        refused(Map.of("pageSize", "101"), is("[request query.pageSize]: Value must be equal to or lower than [100]."));
        refused(Map.of("sortField", "agent_id; drop table host"), containsString("[request query.sortField]"));
        refused(Map.of("kuery", "a : (b"), startsWith("KQLSyntaxError"));
    }

    @Test
    void anUnknownHostIsNotFound() {
        with("securitySolution")
                .get(PATH + "/nobody")
                .then()
                .statusCode(404)
                .body("message", is("Endpoint with id nobody not found"));
    }

    @Test
    void hostsAreForWhoeverHasSecuritySolution() {
        with().get(PATH).then().statusCode(403);
        with().get(PATH + "/some").then().statusCode(403);
        given().get(PATH).then().statusCode(401);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static String hostIn(String group, String status, String hostname, int second) {
        var agent = newId();
        agentChanged(
                agent,
                NOON,
                """
                {"agentId":"%s","change":"enrolled","active":true,"status":"%s","enrolledAt":"2026-03-01T12:00:0%dZ",
                 "localMetadata":{"host":{"hostname":"%s","group":"%s"}}}"""
                        .formatted(agent, status, second, hostname, group));
        host(agent);
        return agent;
    }

    private static String inGroup(String group) {
        return "united.endpoint.host.group: \"" + group + "\"";
    }

    private static String enrolled(String agent, String status, String hostname) {
        return """
                {"agentId":"%s","change":"enrolled","active":true,"policyId":"web","status":"%s",
                 "localMetadata":{"host":{"hostname":"%s"}}}"""
                .formatted(agent, status, hostname);
    }

    private static void agentChanged(String agent, Instant at, String data) {
        Events.send(newId(), "fleet.agent.changed", agent, at, data);
    }

    /** Waits until the host is known. */
    private static ValidatableResponse host(String agent) {
        await().until(() -> with("securitySolution").get(PATH + "/" + agent).statusCode() == 200);
        return with("securitySolution").get(PATH + "/" + agent).then().statusCode(200);
    }

    private static ValidatableResponse list(Map<String, ?> query) {
        return with("securitySolution").queryParams(query).get(PATH).then().statusCode(200);
    }

    private static List<String> ids(Map<String, ?> query) {
        return list(query).extract().path("data.metadata.agent.id");
    }

    private static void refused(Map<String, ?> query, org.hamcrest.Matcher<String> message) {
        with("securitySolution")
                .queryParams(query)
                .get(PATH)
                .then()
                .statusCode(400)
                .body("message", message);
    }
}
