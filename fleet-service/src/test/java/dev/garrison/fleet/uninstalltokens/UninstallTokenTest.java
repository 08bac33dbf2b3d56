package dev.garrison.fleet.uninstalltokens;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UninstallTokenTest {
    private static final String PATH = "/api/fleet/uninstall_tokens";

    @Inject
    UninstallTokenService tokens;

    private static ValidatableResponse list(Map<String, ?> query) {
        return asSuperuser().queryParams(query).get(PATH).then();
    }

    @Test
    void theListHasOneForEachPolicyWithoutItsValue() {
        var policy = Policies.create(Map.of());
        var id = policy.getString("id");
        list(Map.of("policyId", id.substring(3)))
                .statusCode(200)
                .body("total", is(1))
                .body("page", is(1))
                .body("perPage", is(20))
                .body("items[0].policy_id", is(id))
                .body("items[0].policy_name", is(policy.getString("name")))
                .body("items[0].findAll { it.key == 'token' }", is(Map.of()));
        list(Map.of("search", policy.getString("name").toUpperCase().substring(0, 43)))
                .statusCode(200)
                .body("items.policy_id", is(java.util.List.of(id)));
        list(Map.of("page", 1000)).statusCode(200).body("items", empty());
        list(Map.of("perPage", 5)).statusCode(200).body("items", hasSize(org.hamcrest.Matchers.lessThanOrEqualTo(5)));
    }

    @Test
    void oneTokenShowsWhatAgentsCompareAgainst() throws Exception {
        var policy = Policies.create();
        var id = list(Map.of("policyId", policy)).extract().<String>path("items[0].id");
        var token = asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .<String>path("item.token");
        var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        assertThat(tokens.hashOf(policy)).isEqualTo(Base64.getEncoder().encodeToString(hash));
    }

    @Test
    void hostedPoliciesAreLeftOut() {
        var policy = Policies.create(Map.of("is_managed", true)).getString("id");
        list(Map.of("policyId", policy)).statusCode(200).body("total", is(0));
    }

    @Test
    void refuses() {
        list(Map.of("policyId", "a", "search", "b"))
                .statusCode(400)
                .body("message", is("Query parameters `policyId` and `search` cannot be used at the same time."));
        list(Map.of("perPage", 4)).statusCode(400);
        asSuperuser().get(PATH + "/nowhere").then().statusCode(404);
        with("fleet-agents-read").get(PATH).then().statusCode(403);
    }
}
