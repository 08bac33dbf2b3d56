package dev.garrison.platform.http;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class IdempotencyTest {
    @Inject
    DataSource database;

    private final String id = UUID.randomUUID().toString();
    private final String key = UUID.randomUUID().toString();

    @Test
    void theSameRequestAgainGetsTheStoredAnswerAndActsOnce() {
        var first = create(key, Map.of("id", id));
        var again = create(key, Map.of("id", id));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.header("idempotency-replayed")).isNull();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.header("elastic-api-version")).isEqualTo("2023-10-31");
        assertEffects(1);
    }

    @Test
    void anotherBodyWithTheSameKeyIsRefused() {
        create(key, Map.of("id", id));
        var other = create(key, Map.of("id", id, "outcome", "other"));

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.jsonPath().getString("error")).isEqualTo("Unprocessable Entity");
        assertEffects(1);
    }

    @Test
    void keysBelongToTheirCallerAndSpace() {
        create(key, Map.of("id", id));
        as(Tokens.of("somebody else", "default", Set.of(), Set.of()))
                .header("Idempotency-Key", key)
                .body(Map.of("id", id))
                .post("/api/effects")
                .then()
                .statusCode(200)
                .header("idempotency-replayed", nullValue());
        as(Tokens.of("elastic", "marketing", Set.of("*"), Set.of()))
                .header("Idempotency-Key", key)
                .body(Map.of("id", id))
                .post("/api/effects")
                .then()
                .statusCode(200)
                .header("idempotency-replayed", nullValue());
        assertEffects(3);
    }

    @Test
    void aRefusalIsStoredAndOurOwnFailureIsNot() {
        assertThat(create(key, Map.of("id", id, "outcome", "refused")).statusCode())
                .isEqualTo(409);
        assertThat(create(key, Map.of("id", id, "outcome", "refused")).statusCode())
                .isEqualTo(409);
        assertEffects(1);

        var second = UUID.randomUUID().toString();
        assertThat(create(second, Map.of("id", id, "outcome", "broken")).statusCode())
                .isEqualTo(500);
        assertThat(create(second, Map.of("id", id, "outcome", "broken")).statusCode())
                .isEqualTo(500);
        assertEffects(3);
    }

    @Test
    void whatFailsValidationUsesUpNoKey() {
        assertThat(create(key, Map.of("nope", 1)).statusCode()).isEqualTo(400);
        assertThat(create(key, Map.of("id", id)).statusCode()).isEqualTo(200);
        assertThat(create("", Map.of("id", id)).statusCode()).isEqualTo(400);
        assertThat(create("k".repeat(256), Map.of("id", id)).statusCode()).isEqualTo(400);
        assertEffects(1);
    }

    @Test
    void anAnswerWithoutABodyIsReplayedToo() {
        for (int i = 0; i < 2; i++) {
            asSuperuser()
                    .header("Idempotency-Key", key)
                    .delete("/api/effects/{id}", id)
                    .then()
                    .statusCode(204);
        }
        assertEffects(1);
    }

    @Test
    void ofManyAtOnceOneActs() {
        var answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> create(key, Map.of("id", id, "outcome", "slow")).statusCode()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join))
                .contains(200)
                .allMatch(status -> status == 200 || status == 409);
        assertEffects(1);
    }

    @Test
    void afterADayTheKeyIsFree() throws SQLException {
        create(key, Map.of("id", id));
        age(key, "25 hours");
        create(UUID.randomUUID().toString(), Map.of("id", "any"));
        create(key, Map.of("id", id));
        assertEffects(2);
    }

    @Test
    void aKeyWhoseServiceDiedIsFreeAfterAWhile() throws SQLException {
        create(key, Map.of("id", id));
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update idempotent_request set status = null where key = ?")) {
            update.setString(1, key);
            update.executeUpdate();
        }
        assertThat(create(key, Map.of("id", id)).statusCode()).isEqualTo(409);
        age(key, "3 minutes");
        assertThat(create(key, Map.of("id", id)).statusCode()).isEqualTo(200);
        assertEffects(2);
    }

    @Test
    void storedAnswersAreNotReadableInTheDatabase() throws SQLException {
        var answer = create(key, Map.of("id", id)).jsonPath().getString("answer");
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select answer from idempotent_request where key = ?")) {
            select.setString(1, key);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isNotBlank().doesNotContain(answer);
            }
        }
    }

    private void age(String key, String by) throws SQLException {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement(
                        "update idempotent_request set started_at = now() - ?::interval where key = ?")) {
            update.setString(1, by);
            update.setString(2, key);
            update.executeUpdate();
        }
    }

    private static Response create(String key, Map<String, Object> body) {
        return asSuperuser().header("Idempotency-Key", key).body(body).post("/api/effects");
    }

    private void assertEffects(int expected) {
        asSuperuser().get("/api/effects/{id}", id).then().statusCode(200).body("count", is(expected));
    }
}
