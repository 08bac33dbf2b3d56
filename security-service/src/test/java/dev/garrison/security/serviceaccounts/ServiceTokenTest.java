package dev.garrison.security.serviceaccounts;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.claims;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ServiceTokenTest {
    private static final String TOKENS = "/_security/service/elastic/fleet-server/credential/token";

    @Inject
    DataSource database;

    private final String name = "token-" + UUID.randomUUID();

    @Test
    void aTokenIsShownOnceAndLogsTheAccountIn() {
        var created = create(name);

        created.then()
                .statusCode(200)
                .body("created", is(true))
                .body("token.name", is(name))
                .body("token.value", startsWith("AAEAA"));
        var answer = authenticate(bearer(created));
        answer.then()
                .statusCode(200)
                .body("username", is("elastic/fleet-server"))
                .body("realm", is("_service_account"))
                .body("authentication_type", is("token"));
        assertThat(claims(answer).path("priv").toString())
                .contains("\"fleet-setup\"")
                .doesNotContain("fleet-all");
        assertThat(claims(answer).path("cluster").toString()).contains("\"manage_own_api_key\"", "\"monitor\"");
        as(bearer(created))
                .get("/_security/_authenticate")
                .then()
                .statusCode(200)
                .body("username", is("elastic/fleet-server"))
                .body("metadata._elastic_service_account", is(true))
                .body("authentication_realm.type", is("_service_account"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"elastic/fleet-server", "elastic/fleet-server-remote", "elastic/kibana"})
    void everyAccountHasTokens(String account) {
        var created = asElastic().put("/_security/service/" + account + "/credential/token/{name}", name);
        authenticate(bearer(created)).then().statusCode(200).body("username", is(account));
    }

    @Test
    void aNameIsMadeUpWhereNoneIsGiven() {
        var posted = asElastic().post(TOKENS);
        var put = asElastic().put(TOKENS);

        posted.then().statusCode(200).body("token.name", startsWith("token_"));
        put.then().statusCode(200);
        authenticate(bearer(posted)).then().statusCode(200);
        authenticate(bearer(put)).then().statusCode(200);
    }

    @Test
    void aNameIsTakenOnce() {
        var first = create(name);
        asElastic()
                .post(TOKENS + "/{name}", name)
                .then()
                .statusCode(409)
                .body("error.type", is("version_conflict_engine_exception"));
        authenticate(bearer(first)).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_a", "a b", "ä", "a:b"})
    void aBadNameIsRefused(String bad) {
        asElastic()
                .put(TOKENS + "/{name}", bad)
                .then()
                .statusCode(400)
                .body("error.reason", startsWith("Validation Failed: 1: service account token name must have"));
        assertThat(names()).doesNotContain(bad);
    }

    @Test
    void anUnknownAccountHasNoTokens() {
        asElastic()
                .put("/_security/service/elastic/nobody/credential/token/{name}", name)
                .then()
                .statusCode(400)
                .body("error.reason", is("service account [elastic/nobody] does not exist"));
        asElastic()
                .get("/_security/service/elastic/nobody/credential")
                .then()
                .statusCode(200)
                .body("count", is(0));
    }

    @Test
    void tokensAreListedByName() {
        var created = create(name);

        var answer = asElastic().get("/_security/service/elastic/fleet-server/credential");

        answer.then()
                .statusCode(200)
                .body("service_account", is("elastic/fleet-server"))
                .body("tokens", hasKey(name))
                .body("tokens.'" + name + "'", equalTo(Map.of()))
                .body("nodes_credentials._nodes.failed", is(0));
        assertThat(answer.jsonPath().getInt("count")).isEqualTo(names().size());
        assertThat(answer.asString()).doesNotContain(created.jsonPath().getString("token.value"));
    }

    @Test
    void aDeletedTokenIsRefusedAtOnce() {
        var created = create(name);
        authenticate(bearer(created)).then().statusCode(200);
        var before =
                Events.of("security.credential.changed", "elastic/fleet-server").size();

        asElastic().delete(TOKENS + "/{name}", name).then().statusCode(200).body(equalTo("{\"found\":true}"));

        authenticate(bearer(created)).then().statusCode(401);
        await().untilAsserted(() -> assertThat(Events.of("security.credential.changed", "elastic/fleet-server"))
                .hasSize(before + 1)
                .last()
                .satisfies(event ->
                        assertThat(event.data().path("change").asText()).isEqualTo("service_token.deleted")));
        asElastic().delete(TOKENS + "/{name}", name).then().statusCode(404).body(equalTo("{\"found\":false}"));
    }

    @Test
    void onlyAHashIsStored() throws Exception {
        var value = create(name).jsonPath().getString("token.value");
        var secret = ServiceTokenValue.decode(value).orElseThrow().secret().value();
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(
                        "select t::text || encode(secret_hash, 'escape') from service_token t where name = ?")) {
            select.setString(1, name);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).doesNotContain(secret);
            }
        }
    }

    @Test
    void onlyWhoManagesServiceAccountsTouchesThem() {
        var nobody = basic(userWith());
        forbidden(as(nobody).put(TOKENS + "/{name}", name), "token/create");
        forbidden(as(nobody).post(TOKENS + "/{name}", name), "token/create");
        forbidden(as(nobody).put(TOKENS), "token/create");
        forbidden(as(nobody).post(TOKENS), "token/create");
        forbidden(as(nobody).get("/_security/service/elastic/fleet-server/credential"), "credential/get");
        assertThat(names()).doesNotContain(name);
        create(name);
        forbidden(as(nobody).delete(TOKENS + "/{name}", name), "token/delete");
        assertThat(names()).contains(name);
    }

    @Test
    void anAccountOwnsApiKeysButChangesNoPassword() {
        var account = bearer(create(name));
        var key = keyOf(as(account), Map.of());

        authenticate(apiKey(key))
                .then()
                .statusCode(200)
                .body("username", is("elastic/fleet-server"))
                .body("realm", is("_service_account"));
        as(account)
                .get("/_security/api_key?owner=true")
                .then()
                .body("api_keys.id.flatten()", org.hamcrest.Matchers.hasItem(key.get("id")));
        as(account)
                .body(Map.of("password", "a-new-password"))
                .put("/_security/user/_password")
                .then()
                .statusCode(403);
        as(account).get("/_security/user").then().statusCode(403);
    }

    private Response create(String tokenName) {
        return asElastic().put(TOKENS + "/{name}", tokenName);
    }

    private static List<Object> names() {
        return List.copyOf(asElastic()
                .get("/_security/service/elastic/fleet-server/credential")
                .jsonPath()
                .getMap("tokens")
                .keySet());
    }

    private static String bearer(Response created) {
        created.then().statusCode(200);
        return "Bearer " + created.jsonPath().getString("token.value");
    }

    private static void forbidden(Response answer, String action) {
        answer.then()
                .statusCode(403)
                .body(
                        "error.reason",
                        startsWith(
                                "action [cluster:admin/xpack/security/service_account/" + action + "] is unauthorized"))
                .body("$", not(hasKey("message")));
    }
}
