package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentStatusTest {
    private static final String HEALTHY = "policy_revision = 1, last_checkin = now(), last_checkin_status = 'online'";

    @Inject
    Stored stored;

    private String agentWith(String policy, String columns) {
        var id = stored.agent(policy);
        stored.execute("update agent set " + HEALTHY + " where id = ?1", id);
        if (!columns.isEmpty()) {
            stored.execute("update agent set " + columns + " where id = ?1", id);
        }
        return id;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "active = false, audit_unenrolled_reason = 'orphaned' | unenrolled",
                "active = false, last_checkin = now() - interval '1 year' | unenrolled",
                "last_checkin = now() - interval '15 days', audit_unenrolled_reason = 'uninstall' | inactive",
                "last_checkin = now() - interval '13 days', audit_unenrolled_reason = 'uninstall' | uninstalled",
                "last_checkin = now() - interval '13 days', audit_unenrolled_reason = 'orphaned' | orphaned",
                "audit_unenrolled_reason = 'key_revoked' | online",
                "last_checkin = now() - interval '301 seconds', policy_revision = null | offline",
                "last_checkin = null, enrolled_at = now() - interval '301 seconds' | offline",
                "last_checkin = now() - interval '290 seconds' | online",
                "policy_revision = null, last_checkin = null | updating",
                "upgrade_started_at = now() | updating",
                "upgrade_started_at = now(), upgraded_at = now() | online",
                "last_checkin = null | enrolling",
                "last_checkin = null, unenrollment_started_at = now() | enrolling",
                "unenrollment_started_at = now(), last_checkin_status = 'error' | unenrolling",
                "last_checkin_status = 'error' | error",
                "last_checkin_status = 'degraded' | degraded",
                "last_checkin_status = 'starting' | online"
            })
    void theFirstRuleThatFitsDecides(String columns, String status) {
        var agent = agentWith(Policies.create(), columns);
        asSuperuser()
                .get("/api/fleet/agents/{id}", agent)
                .then()
                .statusCode(200)
                .body("item.status", equalTo(status));
    }

    @ParameterizedTest
    @CsvSource({"0, offline", "86400, inactive", "864000, offline"})
    void thePolicySaysWhenAnAgentIsInactive(int timeout, String status) {
        var policy = Policies.create(Map.of("inactivity_timeout", timeout)).getString("id");
        var agent = agentWith(policy, "last_checkin = now() - interval '2 days'");
        asSuperuser().get("/api/fleet/agents/{id}", agent).then().body("item.status", equalTo(status));
    }

    private String oneOfEach() {
        var policy = Policies.create();
        agentWith(policy, "");
        agentWith(policy, "last_checkin_status = 'error'");
        agentWith(policy, "last_checkin_status = 'degraded'");
        agentWith(policy, "last_checkin = now() - interval '1 hour'");
        agentWith(policy, "last_checkin = now() - interval '1 year'");
        agentWith(policy, "policy_revision = null");
        agentWith(policy, "last_checkin = null");
        agentWith(policy, "unenrollment_started_at = now()");
        agentWith(policy, "active = false");
        agentWith(policy, "audit_unenrolled_reason = 'uninstall'");
        agentWith(policy, "audit_unenrolled_reason = 'orphaned'");
        return policy;
    }

    @Test
    void agentsAreCountedByStatus() {
        var policy = oneOfEach();
        var expected = Map.ofEntries(
                Map.entry("online", 1),
                Map.entry("error", 2),
                Map.entry("offline", 1),
                Map.entry("inactive", 1),
                Map.entry("updating", 3),
                Map.entry("unenrolled", 1),
                Map.entry("uninstalled", 1),
                Map.entry("orphaned", 1),
                Map.entry("all", 11),
                Map.entry("active", 9),
                Map.entry("other", 0),
                Map.entry("events", 0));
        for (var query :
                new String[] {"policyId=" + policy, "policyIds=x&policyIds=" + policy, "kuery=policy_id:" + policy}) {
            for (var path : new String[] {"agent_status", "agent-status"}) {
                asSuperuser()
                        .get("/api/fleet/" + path + "?" + query)
                        .then()
                        .statusCode(200)
                        .body("results", equalTo(expected));
            }
        }
    }

    @Test
    void theSummaryOfAListNamesEveryStatus() {
        var policy = oneOfEach();
        var summary = asSuperuser()
                .queryParam("kuery", "policy_id:" + policy + " and status:*")
                .queryParam("getStatusSummary", true)
                .queryParam("showInactive", true)
                .queryParam("perPage", 0)
                .get("/api/fleet/agents")
                .then()
                .statusCode(200)
                .body("total", equalTo(11))
                .body("items.size()", equalTo(0))
                .extract()
                .jsonPath()
                .getMap("statusSummary", String.class, Integer.class);
        assertThat(summary).hasSize(11).allSatisfy((status, count) -> assertThat(count)
                .isEqualTo(1));
        asSuperuser()
                .queryParam("kuery", "policy_id:none")
                .queryParam("getStatusSummary", true)
                .get("/api/fleet/agents")
                .then()
                .body("statusSummary.size()", equalTo(11))
                .body("statusSummary.orphaned", equalTo(0));
    }

    @Test
    void countingNeedsOneOfTwoPrivileges() {
        with("fleet-agents-read").get("/api/fleet/agent_status").then().statusCode(200);
        with("securitySolution-readPolicyManagement")
                .get("/api/fleet/agent_status")
                .then()
                .statusCode(200);
        with("fleet-all").get("/api/fleet/agent_status").then().statusCode(403);
    }
}
