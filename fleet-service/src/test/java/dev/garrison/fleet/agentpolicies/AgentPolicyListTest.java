package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AgentPolicyListTest {
    private static final String PATH = "/api/fleet/agent_policies";

    @Inject
    Stored stored;

    /** Three policies a, b, c of a namespace of their own. */
    private static String three() {
        var namespace = "list_" + UUID.randomUUID().toString().replace('-', '_');
        for (var letter : List.of("a", "b", "c")) {
            Policies.create(Map.of(
                    "namespace",
                    namespace,
                    "name",
                    letter + " " + namespace,
                    "description",
                    "Letter " + letter + " of three",
                    "monitoring_enabled",
                    letter.equals("b") ? List.of("logs", "metrics") : List.of("logs"),
                    "is_managed",
                    letter.equals("c"),
                    "unenroll_timeout",
                    letter.equals("a") ? 10 : 20));
        }
        return namespace;
    }

    private static ValidatableResponse list(String namespace, String query) {
        return asSuperuser()
                .queryParam("kuery", "ingest-agent-policies.namespace:" + namespace)
                .get(PATH + "?" + query)
                .then()
                .statusCode(200);
    }

    private static List<String> letters(ValidatableResponse answer) {
        return answer.extract().<List<String>>path("items.name").stream()
                .map(name -> name.substring(0, 1))
                .toList();
    }

    @Test
    void theLastChangedComesFirst() {
        var namespace = three();
        var answer = list(namespace, "page=1")
                .body("total", is(3))
                .body("page", is(1))
                .body("perPage", is(20));
        assertThat(letters(answer)).containsExactly("c", "b", "a");
    }

    @Test
    void pagesAreCutInOrderAndTheTotalStays() {
        var namespace = three();
        var sorted = "perPage=2&sortField=name&sortOrder=asc";
        assertThat(letters(list(namespace, sorted).body("total", is(3)))).containsExactly("a", "b");
        assertThat(letters(list(namespace, sorted + "&page=2").body("total", is(3))))
                .containsExactly("c");
        assertThat(letters(list(namespace, sorted + "&page=3").body("total", is(3))))
                .isEmpty();
        assertThat(letters(list(namespace, "perPage=0").body("total", is(3)))).isEmpty();
        assertThat(letters(list(namespace, "sortField=unenroll_timeout&sortOrder=desc")))
                .endsWith("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "monitoring_enabled:metrics | b",
                "ingest-agent-policies.monitoring_enabled:logs and not is_managed:true | ba",
                "unenroll_timeout > 10 | cb",
                "description:letter and name:a* | a",
                "(name:b* or name:c*) and updated_at >= now-1d | cb",
                "is_managed:true | c",
                "revision:2 | ''",
                "data_output_id:* | ''",
                "status:active | cba",
            })
    void aKueryFilters(String kuery, String letters) {
        var namespace = three();
        var answer = asSuperuser()
                .queryParam("kuery", "namespace:" + namespace + " and (" + kuery + ")")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("total", is(letters.length()));
        assertThat(String.join("", letters(answer))).isEqualTo(letters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kuery=nonsense:1 | [request query.kuery]: KQLSyntaxError: This type 'nonsense' is not allowed",
                "kuery=ingest-agent-policies.nonsense:1 | [request query.kuery]: KQLSyntaxError: This key 'ingest-agent-policies.nonsense' does NOT exist in ingest-agent-policies saved object index patterns",
                "perPage=101&full=true | [request query]: perPage should be less or equal to 100 when fetching full policies or agent counts.",
                "perPage=101&withAgentCount=true | [request query]: perPage should be less or equal to 100 when fetching full policies or agent counts.",
                "perPage=101&noAgentCount=false | [request query]: perPage should be less or equal to 100 when fetching full policies or agent counts.",
                "page=0 | [request query.page]: Value must be equal to or greater than [1].",
                "nonsense=1 | [request query.nonsense]: definition for this key is missing",
            })
    void aListThatCannotBeMadeIsRefused(String query, String message) {
        asSuperuser().get(PATH + "?" + query).then().statusCode(400).body("message", is(message));
    }

    @Test
    void badSyntaxIsShownWhereItIs() {
        asSuperuser()
                .queryParam("kuery", "name:foo<bad")
                .get(PATH)
                .then()
                .statusCode(400)
                .body("message", startsWith("[request query.kuery]: KQLSyntaxError: Expected"))
                .body("message", containsString("but \"<\" found."));
        asSuperuser()
                .get(PATH + "?sortField=settings;drop table agent_policy")
                .then()
                .statusCode(400)
                .body("message", startsWith("[request query.sortField]"));
    }

    @Test
    void detailsComeOnlyOnRequest() {
        var namespace = three();
        list(namespace, "page=1").body("items", everyItem(not(hasKey("package_policies"))));
        list(namespace, "full=true&format=simplified&showUpgradeable=true")
                .body("items", everyItem(hasKey("package_policies")));
        asSuperuser().get(PATH + "?perPage=1000").then().statusCode(200);
    }

    @Test
    void agentsAreCountedOnRequest() {
        var namespace = three();
        var id = list(namespace, "sortField=name&sortOrder=asc").extract().<String>path("items[0].id");
        stored.agent(id);
        var unprivileged = stored.agent(id);
        stored.execute(
                "update agent set local_metadata = '{\"elastic\":{\"agent\":{\"unprivileged\":true}}}' where id = ?1",
                unprivileged);
        stored.execute("update agent set active = false where id = ?1", stored.agent(id));

        var sorted = "sortField=name&sortOrder=asc";
        list(namespace, sorted).body("items.agents", equalTo(List.of(0, 0, 0)));
        list(namespace, sorted + "&noAgentCount=true").body("items.agents", equalTo(List.of(0, 0, 0)));
        list(namespace, sorted + "&withAgentCount=true")
                .body("items.agents", equalTo(List.of(2, 0, 0)))
                .body("items.unprivileged_agents", equalTo(List.of(1, 0, 0)));
        list(namespace, sorted + "&noAgentCount=false").body("items.agents", equalTo(List.of(2, 0, 0)));
        assertThat(Policies.get(id).getInt("agents")).isEqualTo(2);
        assertThat(Policies.get(id).getInt("unprivileged_agents")).isEqualTo(1);
    }

    @Test
    void whoReadsAgentsOnlySeesNoConfiguration() {
        var policy = Policies.create(Map.of("description", "shown", "overrides", Map.of("secret", 1)));
        var id = policy.getString("id");
        with("fleet-agents-read")
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .body("item.name", is(policy.getString("name")))
                .body("item.agents", is(0))
                .body("item", not(hasKey("overrides")))
                .body("item", not(hasKey("package_policies")));
        with("fleet-agents-read")
                .queryParam("kuery", "id:" + id)
                .get(PATH + "?full=true")
                .then()
                .statusCode(200)
                .body("items[0]", not(hasKey("overrides")))
                .body("items[0].description", is("shown"));
        with("fleet-agents-read")
                .body(Map.of("ids", List.of(id)))
                .post(PATH + "/_bulk_get")
                .then()
                .statusCode(200)
                .body("items[0]", not(hasKey("overrides")));
        for (var privilege : List.of("fleet-agent-policies-read", "fleet-setup")) {
            with(privilege).get(PATH + "/{id}", id).then().body("item.overrides.secret", is(1));
        }
        with("fleet-settings-read").get(PATH + "/{id}", id).then().statusCode(403);
        with("fleet-settings-read").get(PATH).then().statusCode(403);
    }

    @Test
    void severalAreReadAtOnceInTheOrderAskedFor() {
        var first = Policies.create();
        var second = Policies.create();
        bulkGet(Map.of("ids", List.of(second, first)))
                .statusCode(200)
                .body("items.id", equalTo(List.of(second, first)))
                .body("items", everyItem(not(hasKey("package_policies"))));
        bulkGet(Map.of("ids", List.of(first), "full", true))
                .statusCode(200)
                .body("items[0].package_policies", equalTo(List.of()));
        bulkGet(Map.of("ids", List.of(first, "nowhere")))
                .statusCode(404)
                .body("message", is("Agent policy nowhere not found"));
        bulkGet(Map.of("ids", List.of("nowhere", first), "ignoreMissing", true))
                .statusCode(200)
                .body("items.id", equalTo(List.of(first)));
        bulkGet(Map.of("ids", List.of())).statusCode(200).body("items", equalTo(List.of()));
        bulkGet(Map.of()).statusCode(400).body("message", startsWith("[request body.ids]"));
    }

    private static ValidatableResponse bulkGet(Map<String, ?> body) {
        return asSuperuser().body(body).post(PATH + "/_bulk_get").then();
    }
}
