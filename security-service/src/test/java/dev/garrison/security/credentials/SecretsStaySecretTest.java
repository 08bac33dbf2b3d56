package dev.garrison.security.credentials;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.encode;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.platform.testing.AuditTrail;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passwords and keys are shown to whom they are given, once, and to nobody else. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class SecretsStaySecretTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.garrison");

    @Inject
    DataSource database;

    private final PatternFormatter formatter = new PatternFormatter("%c %m %X%n%e");
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(formatter.format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private AuditTrail trail;
    private Level level;

    @BeforeEach
    void listen() {
        ROOT.addHandler(recorder);
        level = OURS.getLevel();
        OURS.setLevel(Level.FINE);
        trail = new AuditTrail();
    }

    @AfterEach
    void stopListening() {
        ROOT.removeHandler(recorder);
        OURS.setLevel(level);
        trail.close();
    }

    @Test
    void noPasswordAndNoKeyIsInLogsEventsAnswersOrTheDatabase() throws SQLException {
        var username = newName();
        var answers = new CopyOnWriteArrayList<String>();

        answers.add(asElastic()
                .body(Map.of("password", "first-password", "roles", List.of("superuser")))
                .put("/_security/user/{name}", username)
                .asString());
        answers.add(asElastic()
                .body("{\"password\": \"broken-password")
                .put("/_security/user/{name}", username)
                .asString());
        answers.add(asElastic()
                .body("{\"password\": [\"array-password\"]}")
                .put("/_security/user/{name}", username)
                .asString());
        answers.add(as(basic(username, "first-password"))
                .body(Map.of("password", "second-password"))
                .put("/_security/user/_password")
                .asString());
        answers.add(authenticate(basic(username, "first-password")).asString());
        answers.add(authenticate(basic(username, "wrong-password")).asString());
        answers.add(authenticate(basic(username, "second-password")).asString());
        var key = keyOf(as(basic(username, "second-password")), Map.of("name", "robot"));
        var secret = (String) key.get("api_key");
        answers.add(authenticate(apiKey(key)).asString());
        answers.add(authenticate("ApiKey " + encode(key.get("id") + ":wrong-secret"))
                .asString());
        answers.add(asElastic()
                .queryParam("id", key.get("id"))
                .get("/_security/api_key")
                .asString());
        answers.add(asElastic().get("/_security/user/{name}", username).asString());
        var tokenName = username.replace("user-", "token-");
        var serviceToken = asElastic()
                .post("/_security/service/elastic/fleet-server/credential/token/{name}", tokenName)
                .jsonPath()
                .getString("token.value");
        answers.add(authenticate("Bearer " + serviceToken).asString());
        answers.add(asElastic()
                .get("/_security/service/elastic/fleet-server/credential")
                .asString());
        answers.add(asElastic()
                .body(Map.of("ids", List.of(key.get("id"))))
                .delete("/_security/api_key")
                .asString());
        var events = await().until(() -> Events.onTopic("garrison.security"), seen -> seen.stream()
                .anyMatch(event -> key.get("id").equals(event.subject())));

        var known = Stream.of(
                        answers.stream(),
                        log.stream(),
                        trail.lines().stream(),
                        events.stream().map(event -> event.subject() + event.data()),
                        stored().stream())
                .flatMap(texts -> texts)
                .toList();
        assertThat(log).anyMatch(line -> line.startsWith("dev.garrison")); // else nothing was listened to
        assertThat(trail.lines()).anyMatch(line -> line.contains("create_apikey"));
        assertThat(String.join("\n", known))
                .contains(username, (String) key.get("id"))
                .doesNotContain(
                        "first-password",
                        "second-password",
                        "wrong-password",
                        "broken-password",
                        "array-password",
                        "wrong-secret",
                        secret,
                        (String) key.get("encoded"),
                        serviceToken,
                        encode(username + ":first-password"),
                        encode(username + ":second-password"));
    }

    private List<String> stored() throws SQLException {
        var rows = new CopyOnWriteArrayList<String>();
        for (var table : List.of("security_user", "api_key", "service_token", "outbox", "idempotent_request")) {
            try (var connection = database.getConnection();
                    var select = connection.prepareStatement("select t::text from " + table + " t");
                    var found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
        }
        return rows;
    }

    @Test
    void changesSayOnRecordWhomTheyAreAbout() {
        var username = newName();
        var made = asElastic()
                .header("x-request-id", username)
                .body(Map.of("password", "first-password"))
                .put("/_security/user/{name}", username);
        asElastic().header("x-request-id", username).put("/_security/user/{name}/_disable", username);
        asElastic().header("x-request-id", username).delete("/_security/user/{name}", username);
        asElastic().header("x-request-id", username).delete("/_security/user/{name}", "elastic");

        made.then().statusCode(200);
        var entries = trail.of(username);
        assertThat(entries.stream().map(entry -> entry.path("event.action").asText()))
                .containsExactly("put_user", "change_disable_user", "delete_user", "delete_user");
        assertThat(entries.stream().map(entry -> entry.path("event.outcome").asText()))
                .containsExactly("success", "success", "success", "failure");
        assertThat(entries.get(0).path("garrison.target.type").asText()).isEqualTo("user");
        assertThat(entries.get(0).path("garrison.target.id").toString()).isEqualTo("[\"" + username + "\"]");
        assertThat(entries.get(0).path("user.name").asText()).isEqualTo("elastic");
    }

    @Test
    void loggingInIsNoChangeAndTheGatewayRecordsWhomItRefuses() {
        authenticate(basic("elastic", "changeme")).then().statusCode(200);
        authenticate(basic("elastic", "wrong-password")).then().statusCode(401);

        assertThat(trail.lines()).noneMatch(line -> line.contains("/internal/authenticate"));
    }
}
