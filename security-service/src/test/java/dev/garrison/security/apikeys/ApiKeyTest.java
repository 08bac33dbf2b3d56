package dev.garrison.security.apikeys;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import dev.garrison.security.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ApiKeyTest {
    private static final Map<String, Object> OWN_KEYS =
            Map.of("keys", Map.of("cluster", List.of("manage_own_api_key")));

    @Inject
    TestClock clock;

    @Inject
    DataSource database;

    @Inject
    ApiKeyRetention retention;

    private final String name = "key-" + UUID.randomUUID();

    @AfterEach
    void reset() {
        clock.reset();
    }

    @Test
    void aKeyIsShownOnceAndWorks() {
        var answer = asElastic().body(Map.of("name", name)).put("/_security/api_key");

        answer.then().statusCode(200).body("keySet()", equalTo(Set.of("id", "name", "api_key", "encoded")));
        var key = answer.jsonPath();
        assertThat(key.getString("id")).matches("[A-Za-z0-9_-]{20}");
        assertThat(key.getString("api_key")).matches("[A-Za-z0-9_-]{22}");
        assertThat(key.getString("name")).isEqualTo(name);
        assertThat(new String(Base64.getDecoder().decode(key.getString("encoded")), StandardCharsets.UTF_8))
                .isEqualTo(key.getString("id") + ":" + key.getString("api_key"));
        authenticate("ApiKey " + key.getString("encoded")).then().statusCode(200);
        authenticate("ApiKey " + dev.garrison.security.Identities.encode(key.getString("id") + ":wrong"))
                .then()
                .statusCode(401);
    }

    @Test
    void postCreatesAsPutDoes() {
        asElastic()
                .body(Map.of("name", name))
                .post("/_security/api_key")
                .then()
                .statusCode(200)
                .body("name", is(name));
    }

    @Test
    void everythingIsReadBackButTheSecret() {
        var descriptors = Map.of(
                "r",
                Map.of(
                        "cluster", List.of("monitor"),
                        "indices", List.of(Map.of("names", List.of("logs-*"), "privileges", List.of("read"))),
                        "metadata", Map.of("a", 1)));
        var key = keyOf(
                asElastic(),
                Map.of(
                        "name",
                        name,
                        "expiration",
                        "7d",
                        "role_descriptors",
                        descriptors,
                        "metadata",
                        Map.of("team", List.of(1, "b"))));

        var answer = asElastic().get("/_security/api_key?id={id}", key.get("id"));

        answer.then()
                .statusCode(200)
                .body("api_keys.size()", is(1))
                .body(
                        "api_keys[0].keySet()",
                        equalTo(Set.of(
                                "id",
                                "name",
                                "type",
                                "creation",
                                "expiration",
                                "invalidated",
                                "username",
                                "realm",
                                "realm_type",
                                "metadata",
                                "role_descriptors")))
                .body("api_keys[0].type", is("rest"))
                .body("api_keys[0].invalidated", is(false))
                .body("api_keys[0].username", is("elastic"))
                .body("api_keys[0].realm", is("reserved"))
                .body("api_keys[0].role_descriptors", equalTo(descriptors))
                .body("api_keys[0].metadata.team", equalTo(List.of(1, "b")));
        var document = answer.jsonPath();
        assertThat(document.getLong("api_keys[0].expiration") - document.getLong("api_keys[0].creation"))
                .isEqualTo(Duration.ofDays(7).toMillis());
        assertThat(((Number) key.get("expiration")).longValue()).isEqualTo(document.getLong("api_keys[0].expiration"));
        assertThat(answer.asString()).doesNotContain((String) key.get("api_key"));
        asElastic()
                .get("/_security/api_key?id={id}&with_limited_by=true&with_profile_uid=true", key.get("id"))
                .then()
                .body("api_keys[0].limited_by[0].superuser.cluster", equalTo(List.of("all")))
                .body("api_keys[0].profile_uid", startsWith("u_"));
    }

    @Test
    void onlyAHashOfTheSecretIsStored() throws Exception {
        var key = keyOf(asElastic(), Map.of());
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(
                        "select k::text, encode(secret_hash, 'escape'), length(secret_hash) from api_key k where id = ?")) {
            select.setString(1, (String) key.get("id"));
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1) + rows.getString(2)).doesNotContain((String) key.get("api_key"));
                assertThat(rows.getInt(3)).isEqualTo(32);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Required [name]",
                "{\"name\":\" \"} | Validation Failed: 1: api key name is required;",
                "{\"name\":\" a\"} | Validation Failed: 1: api key name may not begin or end with whitespace;",
                "{\"name\":\"_a\"} | Validation Failed: 1: api key name may not begin with an underscore;",
                "{\"name\":\"a\",\"expiration\":\"7\"} | Validation Failed: 1: failed to parse setting [expiration] with value [7] as a time value: unit is missing or unrecognized;",
                "{\"name\":\"a\",\"expiration\":\"-1d\"} | Validation Failed: 1: failed to parse setting [expiration] with value [-1d] as a time value: unit is missing or unrecognized;",
                "{\"name\":\"a\",\"expiration\":\"0d\"} | Validation Failed: 1: [expiration] must be more than zero and less than a thousand years;",
                "{\"name\":\"a\",\"expiration\":\"999999999999999999d\"} | Validation Failed: 1: [expiration] must be more than zero and less than a thousand years;",
                "{\"name\":\"a\",\"expiration\":7} | failed to parse field [expiration]: expected string",
                "{\"name\":\"a\",\"metadata\":{\"_x\":1}} | Validation Failed: 1: metadata keys may not start with [_];",
                "{\"name\":\"a\",\"metadata\":[]} | failed to parse field [metadata]: expected object",
                "{\"name\":\"a\",\"x\":1} | unknown field [x]",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":1}} | Validation Failed: 1: failed to parse role [r]: expected an object;",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"clusters\":[]}}} | Validation Failed: 1: failed to parse role [r]: unexpected field [clusters];",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"cluster\":\"all\"}}} | Validation Failed: 1: failed to parse role [r]: [cluster] must be an array of strings;",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"cluster\":[\"nope\"]}}} | Validation Failed: 1: unknown cluster privilege [nope];",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"indices\":[{\"names\":[\"a\"]}]}}} | Validation Failed: 1: failed to parse role [r]: each entry of [indices] requires [privileges];",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"indices\":[{\"names\":\"a\",\"privileges\":\"nope\"}]}}} | Validation Failed: 1: unknown index privilege [nope];",
                "{\"name\":\"a\",\"role_descriptors\":{\"r\":{\"applications\":[{\"application\":\"a\",\"privileges\":[\"b\"]}]}}} | Validation Failed: 1: failed to parse role [r]: each entry of [applications] requires [resources];",
            })
    void aBadKeyIsRefusedAndNotWritten(String body, String reason) {
        var username = userWith("superuser");
        as(basic(username))
                .body(body)
                .put("/_security/api_key")
                .then()
                .statusCode(400)
                .body("error.reason", is(reason));
        as(basic(username)).get("/_security/api_key?owner=true").then().body("api_keys", equalTo(List.of()));
    }

    @ParameterizedTest
    @CsvSource({"7d,604800", "1h,3600", "30m,1800", "45s,45", "90000ms,90"})
    void aKeyEndsWhenItsTimeIsOver(String expiration, long seconds) {
        var key = keyOf(asElastic(), Map.of("expiration", expiration));
        authenticate(apiKey(key)).then().statusCode(200);

        clock.advance(Duration.ofSeconds(seconds - 30));
        authenticate(apiKey(key)).then().statusCode(200);
        clock.advance(Duration.ofSeconds(31));

        authenticate(apiKey(key)).then().statusCode(401);
        asElastic().get("/_security/api_key?id={id}", key.get("id")).then().statusCode(200);
        asElastic()
                .get("/_security/api_key?id={id}&active_only=true", key.get("id"))
                .then()
                .statusCode(404)
                .body("api_keys", equalTo(List.of()));
        asElastic()
                .body(Map.of("expiration", "1d"))
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .statusCode(400)
                .body("error.reason", is("cannot update expired API key [" + key.get("id") + "]"));
    }

    @Test
    void keysAreFoundByIdNameOwnerAndRealm() {
        var username = userWith("superuser");
        var first = keyOf(as(basic(username)), Map.of("name", name + "-1")).get("id");
        var second = keyOf(as(basic(username)), Map.of("name", name + "-2")).get("id");
        var others = keyOf(asElastic(), Map.of("name", name + "-3")).get("id");
        asElastic()
                .body(Map.of("ids", List.of(second)))
                .delete("/_security/api_key")
                .then()
                .statusCode(200);

        found("id=" + first, first);
        found("name=" + name + "-1", first);
        found("name=" + name + "*", first, second, others);
        found("name=" + name + "*&active_only=true", first, others);
        found("name=" + name);
        found("username=" + username, first, second);
        found("username=" + username + "&realm_name=native", first, second);
        found("username=" + username + "&realm_name=reserved");
        as(basic(username))
                .get("/_security/api_key?owner=true")
                .then()
                .body("api_keys.id", equalTo(List.of(first, second)));
        asElastic()
                .get("/_security/api_key?id=AAAAAAAAAAAAAAAAAAAA")
                .then()
                .statusCode(404)
                .body(equalTo("{\"api_keys\":[]}"));
        assertThat(asElastic().get("/_security/api_key").jsonPath().<Object>getList("api_keys.id"))
                .contains(first, second, others);
    }

    @Test
    void aNamesPercentAndUnderscoreAreNoWildcards() {
        var key = keyOf(asElastic(), Map.of("name", name + "a%_b")).get("id");
        keyOf(asElastic(), Map.of("name", name + "aXYb"));

        found("name=" + name + "a%25_*", key);
        found("name=" + name + "a%25");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "owner=true&username=a | neither username nor realm-name may be specified when retrieving owned API keys",
                "id=a&name=b | only one of [api key id, api key name] can be specified",
                "id=a&username=b | username or realm name must not be specified when the api key id or api key name is specified",
            })
    void contradictoryFiltersAreRefused(String query, String problem) {
        asElastic()
                .get("/_security/api_key?" + query)
                .then()
                .statusCode(400)
                .body("error.reason", is("Validation Failed: 1: " + problem + ";"));
    }

    @Test
    void anInvalidatedKeyStopsAtOnceAndIsStillSeen() {
        var key = keyOf(asElastic(), Map.of());
        authenticate(apiKey(key)).then().statusCode(200);

        invalidate(Map.of("ids", List.of(key.get("id"))))
                .then()
                .statusCode(200)
                .body(
                        "",
                        equalTo(Map.of(
                                "invalidated_api_keys",
                                List.of(key.get("id")),
                                "previously_invalidated_api_keys",
                                List.of(),
                                "error_count",
                                0)));

        authenticate(apiKey(key)).then().statusCode(401);
        asElastic()
                .get("/_security/api_key?id={id}", key.get("id"))
                .then()
                .body("api_keys[0].invalidated", is(true))
                .body("api_keys[0]", hasKey("invalidation"));
        invalidate(Map.of("id", key.get("id")))
                .then()
                .statusCode(200)
                .body("invalidated_api_keys", equalTo(List.of()))
                .body("previously_invalidated_api_keys", equalTo(List.of(key.get("id"))));
        asElastic()
                .body("{}")
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .statusCode(400)
                .body("error.reason", is("cannot update invalidated API key [" + key.get("id") + "]"));
        assertChange(key, "elastic", "api_key.invalidated");
    }

    @Test
    void keysAreInvalidatedByNameOwnerAndRealm() {
        var username = userWith("superuser");
        var first = keyOf(as(basic(username)), Map.of("name", name + "-1"));
        var second = keyOf(as(basic(username)), Map.of("name", name + "-2"));
        var third = keyOf(as(basic(username)), Map.of("name", name + "-3"));
        var others = keyOf(asElastic(), Map.of());

        ended(Map.of("name", name + "-1"), first);
        ended(Map.of("username", username, "realm_name", "reserved"));
        as(basic(username))
                .body(Map.of("owner", true))
                .delete("/_security/api_key")
                .then()
                .body("invalidated_api_keys.toSet()", equalTo(Set.of(second.get("id"), third.get("id"))))
                .body("previously_invalidated_api_keys", equalTo(List.of(first.get("id"))));
        authenticate(apiKey(others)).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false",
                "{\"ids\":[]} | Field [ids] cannot be an empty array",
                "{\"ids\":[\"a\"],\"id\":\"a\"} | Must use either [id] or [ids], not both at the same time",
                "{\"ids\":[\"a\"],\"username\":\"b\"} | username or realm name must not be specified when the api key id or api key name is specified",
                "{\"owner\":true,\"realm_name\":\"native\"} | neither username nor realm-name may be specified when retrieving owned API keys",
            })
    void anUnclearInvalidationIsRefused(String body, String problem) {
        asElastic()
                .body(body)
                .delete("/_security/api_key")
                .then()
                .statusCode(400)
                .body("error.reason", is("Validation Failed: 1: " + problem + ";"));
    }

    @Test
    void invalidatingNothingIsA404() {
        invalidate(Map.of("ids", List.of("AAAAAAAAAAAAAAAAAAAA")))
                .then()
                .statusCode(404)
                .body("invalidated_api_keys", equalTo(List.of()))
                .body("error_count", is(0));
    }

    @Test
    void anUpdateChangesWhatIsSentAndKeepsTheSecret() {
        var username = userWith("superuser");
        var key = keyOf(as(basic(username)), Map.of("metadata", Map.of("a", 1), "role_descriptors", OWN_KEYS));
        var descriptors = Map.of("r", Map.of("cluster", List.of("monitor")));

        update(username, key, Map.of("role_descriptors", descriptors, "expiration", "1h"))
                .then()
                .statusCode(200)
                .body(equalTo("{\"updated\":true}"));

        asElastic()
                .get("/_security/api_key?id={id}", key.get("id"))
                .then()
                .body("api_keys[0].role_descriptors", equalTo(descriptors))
                .body("api_keys[0].metadata", equalTo(Map.of("a", 1)))
                .body("api_keys[0]", hasKey("expiration"));
        authenticate(apiKey(key)).then().statusCode(200);
        assertChange(key, username, "api_key.updated");

        update(username, key, Map.of("role_descriptors", descriptors)).then().body("updated", is(false));
        as(basic(username)).put("/_security/api_key/{id}", key.get("id")).then().body("updated", is(false));
        assertChange(key, username, "api_key.updated");
    }

    @Test
    void anUpdateBoundsTheKeyByWhatItsOwnerMayDoNow() {
        var username = userWith("superuser");
        var key = keyOf(as(basic(username)), Map.of());
        asElastic()
                .body(Map.of("roles", List.of()))
                .put("/_security/user/{name}", username)
                .then()
                .statusCode(200);
        as(apiKey(key)).get("/_security/user").then().statusCode(200); // the key is as it was

        Api.as(Tokens.of(username, "default", Set.of(), Set.of("manage_own_api_key")))
                .body("{}")
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .body("updated", is(true));

        as(apiKey(key)).get("/_security/user").then().statusCode(403);
    }

    @Test
    void onlyTheOwnerUpdatesAKeyAndNotByAKey() {
        var username = userWith("superuser");
        var key = keyOf(as(basic(username)), Map.of("metadata", Map.of("a", 1)));

        asElastic()
                .body(Map.of("metadata", Map.of()))
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .statusCode(404)
                .body("error.type", is("resource_not_found_exception"))
                .body("error.reason", is("no API key owned by requesting user found for ID [" + key.get("id") + "]"));
        as(apiKey(key))
                .body(Map.of("metadata", Map.of()))
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .statusCode(400)
                .body(
                        "error.reason",
                        is("authentication via API key not supported: only the owner user can update an API key"));
        update(username, key, Map.of("expiration", "x")).then().statusCode(400);
        asElastic()
                .get("/_security/api_key?id={id}", key.get("id"))
                .then()
                .body("api_keys[0].metadata", equalTo(Map.of("a", 1)));
    }

    @Test
    void whoManagesOwnKeysSeesAndEndsNoOthers() {
        var username = userWith();
        var own = Tokens.of(username, "default", Set.of("*"), Set.of("manage_own_api_key"));
        var mine = keyOf(Api.as(own), Map.of());
        var others = keyOf(asElastic(), Map.of());

        Api.as(own).get("/_security/api_key?owner=true").then().statusCode(200).body("api_keys.size()", is(1));
        Api.as(own)
                .get("/_security/api_key?username={name}&realm_name=native", username)
                .then()
                .statusCode(200)
                .body("api_keys.id", equalTo(List.of(mine.get("id"))));
        for (var query : List.of("", "?id=" + others.get("id"), "?username=elastic&realm_name=reserved", "?name=*")) {
            forbidden(Api.as(own).get("/_security/api_key" + query), "get");
        }
        for (var body : List.of(
                Map.of("ids", List.of(others.get("id"))),
                Map.of("username", "elastic"),
                Map.of("name", "*"),
                Map.of("realm_name", "reserved"))) {
            forbidden(Api.as(own).body(body).delete("/_security/api_key"), "invalidate");
        }
        Api.as(own)
                .body(Map.of("ids", List.of(others.get("id"), mine.get("id")), "owner", true))
                .delete("/_security/api_key")
                .then()
                .statusCode(200)
                .body("invalidated_api_keys", equalTo(List.of(mine.get("id"))));
        authenticate(apiKey(others)).then().statusCode(200);
        assertThat(Events.of("security.credential.changed", (String) others.get("id")))
                .isEmpty();
    }

    @Test
    void aReaderSeesAllKeysAndEndsNone() {
        var reader = Tokens.of("reader", "default", Set.of(), Set.of("read_security"));
        var key = keyOf(asElastic(), Map.of());

        Api.as(reader).get("/_security/api_key?id={id}", key.get("id")).then().statusCode(200);
        forbidden(
                Api.as(reader).body(Map.of("ids", List.of(key.get("id")))).delete("/_security/api_key"), "invalidate");
        forbidden(Api.as(reader).body(Map.of("name", name)).put("/_security/api_key"), "create");
        authenticate(apiKey(key)).then().statusCode(200);
    }

    @Test
    void withoutAPrivilegeThereAreNoKeys() {
        var username = userWith();
        forbidden(as(basic(username)).body(Map.of("name", name)).put("/_security/api_key"), "create");
        forbidden(as(basic(username)).body(Map.of("name", name)).post("/_security/api_key"), "create");
        forbidden(as(basic(username)).get("/_security/api_key?owner=true"), "get");
        forbidden(as(basic(username)).body("{}").put("/_security/api_key/x"), "update");
        forbidden(as(basic(username)).body(Map.of("owner", true)).delete("/_security/api_key"), "invalidate");
        found("name=" + name);
    }

    @Test
    void aKeySeesAndEndsItself() {
        var key = keyOf(asElastic(), Map.of("role_descriptors", OWN_KEYS));
        var other = keyOf(asElastic(), Map.of());

        as(apiKey(key)).get("/_security/api_key?id={id}", key.get("id")).then().statusCode(200);
        var refused = as(apiKey(key)).get("/_security/api_key?id={id}", other.get("id"));
        refused.then()
                .statusCode(403)
                .body(
                        "error.reason",
                        startsWith("action [cluster:admin/xpack/security/api_key/get] is unauthorized for API key id ["
                                + key.get("id") + "] of user [elastic]"));
        as(apiKey(key))
                .body(Map.of("ids", List.of(key.get("id"))))
                .delete("/_security/api_key")
                .then()
                .statusCode(200);
        authenticate(apiKey(key)).then().statusCode(401);
    }

    @Test
    void aKeyMadeByAKeyMustGrantNothing() {
        var key = keyOf(asElastic(), Map.of());
        for (var body : List.<Map<String, Object>>of(
                Map.of("name", name),
                Map.of("name", name, "role_descriptors", Map.of()),
                Map.of("name", name, "role_descriptors", OWN_KEYS))) {
            as(apiKey(key))
                    .body(body)
                    .put("/_security/api_key")
                    .then()
                    .statusCode(400)
                    .body(
                            "error.reason",
                            is("creating derived api keys requires an explicit role descriptor that is empty (has no"
                                    + " privileges)"));
        }
        found("name=" + name);

        var derived = keyOf(
                as(apiKey(key)),
                Map.of("name", name, "role_descriptors", Map.of("none", Map.of("cluster", List.of()))));

        as(apiKey(derived))
                .get("/_security/_authenticate")
                .then()
                .statusCode(200)
                .body("username", is("elastic"));
        as(apiKey(derived)).get("/_security/user").then().statusCode(403);
    }

    @Test
    void aKeyRestsWhileItsOwnerIsDisabled() {
        var username = userWith("superuser");
        var key = keyOf(as(basic(username)), Map.of());

        asElastic().put("/_security/user/{name}/_disable", username).then().statusCode(200);
        authenticate(apiKey(key)).then().statusCode(401);
        asElastic().put("/_security/user/{name}/_enable", username).then().statusCode(200);
        authenticate(apiKey(key)).then().statusCode(200);
    }

    @Test
    void keysEndWithTheirOwnerAndStayEndedWhenTheNameComesBack() {
        var username = userWith("superuser");
        var key = keyOf(as(basic(username)), Map.of());

        asElastic().delete("/_security/user/{name}", username).then().statusCode(200);
        authenticate(apiKey(key)).then().statusCode(401);
        asElastic()
                .body(Map.of("password", "another-person"))
                .put("/_security/user/{name}", username)
                .then()
                .body("created", is(true));

        authenticate(apiKey(key)).then().statusCode(401);
        assertChange(key, username, "api_key.invalidated");
    }

    @Test
    void aWeekAfterItsEndAKeyIsForgotten() {
        var ended = keyOf(asElastic(), Map.of()).get("id");
        var expired = keyOf(asElastic(), Map.of("expiration", "1s")).get("id");
        var good = keyOf(asElastic(), Map.of("expiration", "30d")).get("id");
        invalidate(Map.of("ids", List.of(ended)));

        clock.advance(Duration.ofDays(6));
        retention.run();
        asElastic().get("/_security/api_key?id={id}", ended).then().statusCode(200);
        clock.advance(Duration.ofDays(1).plusMinutes(1));
        retention.run();

        asElastic().get("/_security/api_key?id={id}", ended).then().statusCode(404);
        asElastic().get("/_security/api_key?id={id}", expired).then().statusCode(404);
        asElastic().get("/_security/api_key?id={id}", good).then().statusCode(200);
    }

    private static void found(String query, Object... ids) {
        var answer = asElastic().urlEncodingEnabled(false).get("/_security/api_key?" + query);
        answer.then().statusCode(200);
        assertThat(answer.jsonPath().<Object>getList("api_keys.id")).containsExactly(ids);
    }

    private static Response invalidate(Map<String, Object> body) {
        return asElastic().body(body).delete("/_security/api_key");
    }

    @SafeVarargs
    private static void ended(Map<String, Object> body, Map<String, Object>... keys) {
        var answer = invalidate(body);
        assertThat(answer.jsonPath().<Object>getList("invalidated_api_keys"))
                .containsExactlyElementsOf(
                        List.of(keys).stream().map(key -> key.get("id")).toList());
        for (var key : keys) {
            authenticate(apiKey(key)).then().statusCode(401);
        }
    }

    private static Response update(String owner, Map<String, Object> key, Map<String, Object> body) {
        RequestSpecification request = as(basic(owner)).body(body);
        return request.put("/_security/api_key/{id}", key.get("id"));
    }

    private static void forbidden(Response answer, String action) {
        answer.then()
                .statusCode(403)
                .body("error.type", is("security_exception"))
                .body(
                        "error.reason",
                        startsWith("action [cluster:admin/xpack/security/api_key/" + action + "] is unauthorized"))
                .body("$", not(hasKey("message")));
    }

    private static void assertChange(Map<String, Object> key, String username, String change) {
        await().untilAsserted(() -> assertThat(Events.of("security.credential.changed", (String) key.get("id")))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().path("username").asText()).isEqualTo(username);
                    assertThat(event.data().path("api_key_id").asText()).isEqualTo(key.get("id"));
                    assertThat(event.data().path("change").asText()).isEqualTo(change);
                }));
    }
}
