package dev.garrison.fleet.enrollmentkeys;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.apikeys.ApiKey;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EnrollmentKeyTest {
    private static final String PATH = "/api/fleet/enrollment_api_keys";

    @Inject
    Stored stored;

    @Inject
    EnrollmentKeyService keys;

    private static ValidatableResponse create(Map<String, ?> body) {
        return asSuperuser().body(body).post(PATH).then();
    }

    private static JsonPath created(Map<String, ?> body) {
        return create(body)
                .statusCode(200)
                .body("action", is("created"))
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    private static ApiKey decode(String encoded) {
        var parts = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).split(":", 2);
        return new ApiKey(parts[0], parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/api/fleet/enrollment-api-keys"})
    void aKeyIsMadeReadListedAndRevoked(String path) {
        var policy = Policies.create();
        var key = asSuperuser()
                .body(Map.of("policy_id", policy, "name", "mine"))
                .post(path)
                .then()
                .statusCode(200)
                .body("action", is("created"))
                .body("item.policy_id", is(policy))
                .body("item.active", is(true))
                .body("item.name", matchesPattern("mine \\([0-9a-f-]{36}\\)"))
                .body("item.created_at", matchesPattern(".*\\.\\d{3}Z"))
                .extract()
                .<Map<String, Object>>path("item");
        var id = (String) key.get("id");
        assertThat((String) key.get("name")).endsWith("(" + id + ")");
        assertThat(decode((String) key.get("api_key")).id()).isEqualTo(key.get("api_key_id"));

        asSuperuser().get(path + "/{id}", id).then().statusCode(200).body("item", equalTo(key));
        var listed = asSuperuser()
                .get(path + "?kuery=policy_id:{policy}", policy)
                .then()
                .statusCode(200)
                .body("total", is(2))
                .body("page", is(1))
                .body("perPage", is(20))
                .body("items[0]", equalTo(key))
                .extract()
                .jsonPath();
        assertThat(listed.getList("list")).isEqualTo(listed.getList("items"));

        asSuperuser().delete(path + "/{id}", id).then().statusCode(200).body("$", equalTo(Map.of("action", "deleted")));
        asSuperuser().get(path + "/{id}", id).then().statusCode(200).body("item.active", is(false));
        asSuperuser()
                .get(path + "?kuery=policy_id:{policy} and active:true", policy)
                .then()
                .statusCode(200)
                .body("total", is(1));
        asSuperuser()
                .get(path + "/nowhere")
                .then()
                .statusCode(404)
                .body("message", is("Enrollment api key nowhere not found"));
        asSuperuser().delete(path + "/nowhere").then().statusCode(404);
        with("fleet-agents-read").get(path).then().statusCode(403);
        with("fleet-setup").get(path + "/{id}", id).then().statusCode(200);
        with("fleet-setup").delete(path + "/{id}", id).then().statusCode(403);
        with("fleet-setup").body(Map.of("policy_id", policy)).post(path).then().statusCode(403);
    }

    @Test
    void withoutANameAKeyIsCalledByItsIdAndThereMayBeMany() {
        var policy = Policies.create();
        for (int i = 0; i < 2; i++) {
            var key = created(Map.of("policy_id", policy));
            assertThat(key.getString("name")).isEqualTo(key.getString("id"));
        }
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", policy))
                .isEqualTo(3);
    }

    @Test
    void aNameIsTakenOnItsPolicyUntilTheKeyIsRevoked() {
        var policy = Policies.create();
        var key = created(Map.of("policy_id", policy, "name", "50% (mine)"));
        create(Map.of("policy_id", policy, "name", "50% (mine)"))
                .statusCode(409)
                .body("message", is("An enrollment key named 50% (mine) already exists for agent policy " + policy));
        create(Map.of("policy_id", policy, "name", "Default")).statusCode(409);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", policy))
                .isEqualTo(2);

        created(Map.of("policy_id", Policies.create(), "name", "50% (mine)"));
        asSuperuser().delete(PATH + "/{id}", key.getString("id")).then().statusCode(200);
        created(Map.of("policy_id", policy, "name", "50% (mine)"));
    }

    @Test
    void ofManyKeysWithOneNameAtOnceOneIsMade() {
        var policy = Policies.create();
        var statuses = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> create(Map.of("policy_id", policy, "name", "race"))
                                .extract()
                                .statusCode()))
                .limit(6)
                .toList();
        assertThat(statuses.stream().map(CompletableFuture::join))
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1 and given_name = 'race'", policy))
                .isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFitAndMakesNoKey() {
        var before = stored.count("enrollment_api_key");
        create(Map.of("policy_id", "nowhere")).statusCode(404).body("message", is("Agent policy nowhere not found"));
        create(Map.of("name", "x")).statusCode(400).body("message", startsWith("[request body.policy_id]"));
        create(Map.of("policy_id", "x", "y", 1)).statusCode(400);
        create(Map.of("policy_id", "nowhere", "expiration", "soon"))
                .statusCode(400)
                .body("message", startsWith("failed to parse setting [expiration] with value [soon]"));
        create(Map.of("policy_id", "nowhere", "expiration", "99999999999999d")).statusCode(400);
        asSuperuser()
                .get(PATH + "?kuery=nonsense:1")
                .then()
                .statusCode(400)
                .body("message", is("[request query.kuery]: KQLSyntaxError: This type 'nonsense' is not allowed"));
        assertThat(stored.count("enrollment_api_key")).isEqualTo(before);
    }

    @Test
    void theListIsPagedTheNewestFirst() {
        var policy = Policies.create();
        var first = created(Map.of("policy_id", policy, "name", "first")).getString("id");
        var second = created(Map.of("policy_id", policy, "name", "second")).getString("id");
        var query = PATH + "?kuery=fleet-enrollment-api-keys.policy_id:{policy}&perPage=1&page={page}";
        asSuperuser()
                .get(query, policy, 1)
                .then()
                .body("items.id", equalTo(List.of(second)))
                .body("total", is(3));
        asSuperuser()
                .get(query, policy, 2)
                .then()
                .body("items.id", equalTo(List.of(first)))
                .body("total", is(3));
        asSuperuser()
                .get(query, policy, 9)
                .then()
                .body("items.id", equalTo(List.of()))
                .body("total", is(3));
        asSuperuser()
                .get(PATH + "?kuery=name:second* and policy_id:{policy}", policy)
                .then()
                .body("items.id", equalTo(List.of(second)));
    }

    @Test
    void anAgentIsLetInByAKeyThatIsGood() {
        var policy = Policies.create();
        var key = created(Map.of("policy_id", policy));
        var shown = decode(key.getString("api_key"));
        assertThat(keys.authenticate(shown).orElseThrow().policyId()).isEqualTo(policy);
        assertThat(keys.authenticate(new ApiKey(shown.id(), shown.secret() + "x")))
                .isEmpty();
        assertThat(keys.authenticate(new ApiKey("nobody", shown.secret()))).isEmpty();

        asSuperuser().delete(PATH + "/{id}", key.getString("id")).then().statusCode(200);
        assertThat(keys.authenticate(shown)).isEmpty();
    }

    @Test
    void aKeyExpires() {
        var policy = Policies.create();
        var key = created(Map.of("policy_id", policy, "expiration", "7d"));
        var id = key.getString("id");
        assertThat(stored.value("select expires_at from enrollment_api_key where id = ?1", Instant.class, id))
                .isCloseTo(Instant.now().plus(7, ChronoUnit.DAYS), within(1, ChronoUnit.MINUTES));
        var shown = decode(key.getString("api_key"));
        assertThat(keys.authenticate(shown)).isPresent();
        stored.execute("update enrollment_api_key set expires_at = now() - interval '1 second' where id = ?1", id);
        assertThat(keys.authenticate(shown)).isEmpty();
    }

    @Test
    void theSecretIsNotReadableInTheDatabase() {
        var key = created(Map.of("policy_id", Policies.create()));
        var secret = decode(key.getString("api_key")).secret();
        var row = stored.value(
                "select k::text from enrollment_api_key k where id = ?1", String.class, key.getString("id"));
        assertThat(row).doesNotContain(secret);
    }
}
