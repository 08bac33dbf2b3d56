package dev.garrison.security.users;

import static dev.garrison.security.Identities.PASSWORD;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.newName;
import static dev.garrison.security.Identities.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class UserTest {
    @Inject
    DataSource database;

    private final String username = newName();

    @Test
    void aUserIsCreatedAndReadBack() {
        put(Map.of(
                        "password",
                        PASSWORD,
                        "roles",
                        List.of("superuser", "no such role"),
                        "full_name",
                        "Ana",
                        "email",
                        "ana@example.com",
                        "metadata",
                        Map.of("team", Map.of("id", 7))))
                .then()
                .statusCode(200)
                .header("X-Elastic-Product", "Elasticsearch")
                .body(equalTo("{\"created\":true}"));

        asElastic()
                .get("/_security/user/{name}", username)
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(Set.of(username)))
                .body(
                        "'%s'.keySet()".formatted(username),
                        equalTo(Set.of("username", "roles", "full_name", "email", "metadata", "enabled")))
                .body(username + ".roles", equalTo(List.of("superuser", "no such role")))
                .body(username + ".full_name", is("Ana"))
                .body(username + ".email", is("ana@example.com"))
                .body(username + ".metadata.team.id", is(7))
                .body(username + ".enabled", is(true));
        authenticate(basic(username)).then().statusCode(200).body("realm", is("native"));
    }

    @Test
    void whatIsUnsetIsNull() {
        put(Map.of("password", PASSWORD, "roles", List.of()));

        asElastic()
                .get("/_security/user/{name}?with_profile_uid=true", username)
                .then()
                .body(username, hasKey("full_name"))
                .body(username + ".full_name", nullValue())
                .body(username, hasKey("email"))
                .body(username + ".metadata", equalTo(Map.of()))
                .body(username + ".profile_uid", startsWith("u_"));
    }

    @Test
    void anUpdateReplacesEverythingButThePassword() {
        put(Map.of("password", PASSWORD, "roles", List.of("a"), "full_name", "Ana", "metadata", Map.of("a", 1)));

        put(Map.of("roles", List.of("b"))).then().statusCode(200).body(equalTo("{\"created\":false}"));

        asElastic()
                .get("/_security/user/{name}", username)
                .then()
                .body(username + ".roles", equalTo(List.of("b")))
                .body(username + ".full_name", nullValue())
                .body(username + ".metadata", equalTo(Map.of()));
        authenticate(basic(username)).then().statusCode(200);
    }

    @Test
    void manyAreReadByNameAndAllAtOnce() {
        var other = userWith();
        put(Map.of("password", PASSWORD));

        asElastic()
                .get("/_security/user/{a},{b},nobody", username, other)
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(Set.of(username, other)));
        asElastic()
                .get("/_security/user")
                .then()
                .statusCode(200)
                .body("$", hasKey(username))
                .body("$", hasKey("elastic"))
                .body("elastic.roles", equalTo(List.of("superuser")));
        asElastic().get("/_security/user/nobody,nobody2").then().statusCode(404).body(equalTo("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | Validation Failed: 1: password must be specified unless you are updating an existing user;",
                "{\"password\":\"12345\"} | Validation Failed: 1: passwords must be at least [6] characters long;",
                "{\"password\":123456} | failed to parse field [password]: expected string",
                "{\"password\":\"123456\",\"roles\":\"a\"} | failed to parse field [roles]: expected array",
                "{\"password\":\"123456\",\"roles\":[null]} | failed to parse field [roles.0]: expected string",
                "{\"password\":\"123456\",\"x\":1} | unknown field [x]",
                "{\"password\":\"123456\",\"metadata\":{\"_a\":1}} | Validation Failed: 1: metadata keys may not start with [_];",
                "{\"password_hash\":\"abc\"} | Validation Failed: 1: the provided password hash is not a bcrypt hash with a cost from 4 to 15;",
                "{\"password_hash\":\"$2a$31$wouO/XgFgEzQ3xP5Yl9sEemxSU7Q0qDM0dYlC4zH7h9kQ1ZzjZcNa\"} | Validation Failed: 1: the provided password hash is not a bcrypt hash with a cost from 4 to 15;",
                "{\"password\":\"123456\",\"password_hash\":\"$2a$10$wouO/XgFgEzQ3xP5Yl9sEemxSU7Q0qDM0dYlC4zH7h9kQ1ZzjZcNa\"} | Validation Failed: 1: only one of [password, passwordHash] can be set;",
                "{\"username\":\"other\",\"password\":\"123456\"} | ~the name of the user [NAME] in the path is not that of the body [other]~",
            })
    void aBadUserIsRefusedAndNotWritten(String body, String reason) {
        asElastic()
                .body(body)
                .put("/_security/user/{name}", username)
                .then()
                .statusCode(400)
                .body("status", is(400))
                .body("error.reason", is(reason.replace("NAME", username)));

        asElastic().get("/_security/user/{name}", username).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "ä", "a\u0007"})
    void aNameThatElasticsearchWouldNotTakeIsRefused(String name) {
        asElastic()
                .body(Map.of("password", PASSWORD))
                .put("/_security/user/{name}", name)
                .then()
                .statusCode(400)
                .body("error.reason", startsWith("Validation Failed: 1: User names must be at least 1"));
        asElastic().delete("/_security/user/{name}", name).then().statusCode(404);
        assertThat(authenticate(basic(name)).statusCode()).isEqualTo(401);
    }

    @Test
    void aHashMayBeSentInsteadOfThePassword() {
        for (var version : List.of(BCrypt.Version.VERSION_2A, BCrypt.Version.VERSION_2B, BCrypt.Version.VERSION_2Y)) {
            var hash = BCrypt.with(version).hashToString(4, PASSWORD.toCharArray());
            put(Map.of("password_hash", hash)).then().statusCode(200);
            authenticate(basic(username)).then().statusCode(200);
            authenticate(basic(username, "another")).then().statusCode(401);
        }
    }

    @Test
    void aPasswordMayBeLongAndEachCharacterCounts() {
        var start = "ü".repeat(60); // 120 bytes; bcrypt alone would look at 72
        put(Map.of("password", start + "1"));

        authenticate(basic(username, start + "1")).then().statusCode(200);
        authenticate(basic(username, start + "2")).then().statusCode(401);
        authenticate(basic(username, start)).then().statusCode(401);
    }

    @Test
    void aPasswordMayHoldColons() {
        put(Map.of("password", "a:b:c:d"));
        authenticate(basic(username, "a:b:c:d")).then().statusCode(200);
    }

    @Test
    void passwordsAreStoredAsBcryptOnly() throws Exception {
        put(Map.of("password", PASSWORD, "roles", List.of("a")));
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select u::text from security_user u where username = ?")) {
            select.setString(1, username);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).contains("$2a$04$").doesNotContain(PASSWORD);
            }
        }
    }

    @Test
    void aNewPasswordCountsAtOnceAndTheOldOneNoMore() {
        put(Map.of("password", PASSWORD));
        authenticate(basic(username)).then().statusCode(200); // is remembered as right

        asElastic()
                .body(Map.of("password", "another-password"))
                .put("/_security/user/{name}/_password", username)
                .then()
                .statusCode(200)
                .body(equalTo("{}"));

        authenticate(basic(username)).then().statusCode(401);
        authenticate(basic(username, "another-password")).then().statusCode(200);
        assertChange("user.changed");
    }

    @Test
    void anybodyMayChangeTheOwnPasswordAndNoOthers() {
        put(Map.of("password", PASSWORD));
        var other = userWith();

        as(basic(username))
                .body(Map.of("password", "second-password"))
                .post("/_security/user/_password")
                .then()
                .statusCode(200);
        as(basic(username, "second-password"))
                .body(Map.of("password", "third-password"))
                .put("/_security/user/{name}/_password", username)
                .then()
                .statusCode(200);
        as(basic(username, "third-password"))
                .body(Map.of("password", "stolen-password"))
                .put("/_security/user/{name}/_password", other)
                .then()
                .statusCode(403)
                .body("error.type", is("security_exception"))
                .body(
                        "error.reason",
                        is(("action [cluster:admin/xpack/security/user/change_password] is unauthorized for user [%s],"
                                        + " this action is granted by the cluster privileges [manage_security,all]")
                                .formatted(username)));
        authenticate(basic(other)).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Validation Failed: 1: password is missing;",
                "{\"password\":\"12345\"} | Validation Failed: 1: passwords must be at least [6] characters long;",
            })
    void aBadPasswordIsRefused(String body, String reason) {
        put(Map.of("password", PASSWORD));
        asElastic()
                .body(body)
                .put("/_security/user/{name}/_password", username)
                .then()
                .statusCode(400)
                .body("error.reason", is(reason));
        authenticate(basic(username)).then().statusCode(200);
        assertThat(Events.of("security.credential.changed", username)).isEmpty();
    }

    @Test
    void aDisabledUserIsRefusedUntilEnabled() {
        put(Map.of("password", PASSWORD));
        authenticate(basic(username)).then().statusCode(200);

        asElastic()
                .put("/_security/user/{name}/_disable", username)
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        authenticate(basic(username)).then().statusCode(401);

        asElastic().post("/_security/user/{name}/_enable", username).then().statusCode(200);
        authenticate(basic(username)).then().statusCode(200);
        await().untilAsserted(() ->
                assertThat(Events.of("security.credential.changed", username)).hasSize(2));
    }

    @Test
    void enablingSomebodyWhoIsEnabledChangesNothing() {
        put(Map.of("password", PASSWORD));
        asElastic().put("/_security/user/{name}/_enable", username).then().statusCode(200);
        put(Map.of("full_name", "Ana"));
        put(Map.of("roles", List.of("a")));

        await().untilAsserted(() -> assertThat(Events.of("security.credential.changed", username))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .isEqualTo(new ObjectMapper()
                                .valueToTree(Map.of("username", username, "change", "user.changed")))));
    }

    @Test
    void nobodyDisablesThemselves() {
        put(Map.of("password", PASSWORD, "roles", List.of("superuser")));
        as(basic(username))
                .put("/_security/user/{name}/_disable", username)
                .then()
                .statusCode(400)
                .body("error.reason", is("users may not update the enabled status of their own account"));
        authenticate(basic(username)).then().statusCode(200);
    }

    @Test
    void whoDoesNotExistCannotBeChanged() {
        asElastic()
                .body(Map.of("password", PASSWORD))
                .put("/_security/user/{name}/_password", username)
                .then()
                .statusCode(400)
                .body("error.reason", is("Validation Failed: 1: user must exist in order to change password;"));
        asElastic()
                .put("/_security/user/{name}/_enable", username)
                .then()
                .statusCode(400)
                .body("error.reason", is("Validation Failed: 1: only existing users can be enabled;"));
        asElastic()
                .delete("/_security/user/{name}", username)
                .then()
                .statusCode(404)
                .body(equalTo("{\"found\":false}"));
        asElastic().get("/_security/user/{name}", username).then().statusCode(404);
    }

    @Test
    void aDeletedUserIsGoneAtOnce() {
        put(Map.of("password", PASSWORD));
        authenticate(basic(username)).then().statusCode(200);

        asElastic()
                .delete("/_security/user/{name}", username)
                .then()
                .statusCode(200)
                .body(equalTo("{\"found\":true}"));

        authenticate(basic(username)).then().statusCode(401);
        asElastic().get("/_security/user/{name}", username).then().statusCode(404);
        assertChange("user.deleted");
    }

    @Test
    void theReservedUserKeepsEverythingButItsPassword() {
        asElastic()
                .body(Map.of("password", "another-one", "roles", List.of()))
                .put("/_security/user/elastic")
                .then()
                .statusCode(400)
                .body("error.reason", is("user [elastic] is reserved and only the password can be changed"));
        asElastic()
                .delete("/_security/user/elastic")
                .then()
                .statusCode(400)
                .body("error.reason", is("user [elastic] is reserved and cannot be deleted"));
        var other = userWith("superuser");
        as(basic(other)).put("/_security/user/elastic/_disable").then().statusCode(400);
        authenticate(basic("elastic", "changeme")).then().statusCode(200).body("realm", is("reserved"));
    }

    @Test
    void onlyWhoManagesSecurityTouchesUsers() {
        put(Map.of("password", PASSWORD, "full_name", "before"));
        var nobody = basic(userWith());
        var reader = Tokens.of("reader", "default", Set.of("*"), Set.of("read_security"));

        refused(as(nobody).get("/_security/user"), "user/get");
        refused(as(nobody).get("/_security/user/{name}", username), "user/get");
        Api.as(reader).get("/_security/user/{name}", username).then().statusCode(200);
        for (var who : List.of(nobody, reader)) {
            refused(specification(who).body("{}").put("/_security/user/{name}", username), "user/put");
            refused(specification(who).body("{}").post("/_security/user/{name}", username), "user/put");
            refused(specification(who).delete("/_security/user/{name}", username), "user/delete");
            refused(specification(who).put("/_security/user/{name}/_disable", username), "user/set_enabled");
            refused(specification(who).put("/_security/user/{name}/_enable", username), "user/set_enabled");
        }
        asElastic()
                .get("/_security/user/{name}", username)
                .then()
                .body(username + ".full_name", is("before"))
                .body(username + ".enabled", is(true));
        assertThat(Events.of("security.credential.changed", username)).isEmpty();
    }

    @Test
    void kibanasAllIsNoLicenceToManageUsers() {
        var kibanaAdmin = Tokens.of("admin", "default", Set.of("space:manage", "fleet-all"), Set.of());
        refused(Api.as(kibanaAdmin).get("/_security/user"), "user/get");
    }

    private static RequestSpecification specification(String authorization) {
        return authorization.startsWith("Basic") ? as(authorization) : Api.as(authorization);
    }

    private static void refused(io.restassured.response.Response answer, String action) {
        answer.then()
                .statusCode(403)
                .body("error.type", is("security_exception"))
                .body(
                        "error.reason",
                        startsWith("action [cluster:admin/xpack/security/" + action + "] is unauthorized for user ["))
                .body("$", not(hasKey("message")));
    }

    private io.restassured.response.Response put(Map<String, Object> body) {
        return asElastic().body(body).put("/_security/user/{name}", username);
    }

    private void assertChange(String change) {
        await().untilAsserted(() -> assertThat(Events.of("security.credential.changed", username))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().path("username").asText()).isEqualTo(username);
                    assertThat(event.data().path("change").asText()).isEqualTo(change);
                    assertThat(event.data().has("api_key_id")).isFalse();
                }));
    }
}
