package dev.garrison.security.authentication;

import static dev.garrison.security.Identities.PASSWORD;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.newName;
import static dev.garrison.security.Identities.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import dev.garrison.security.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class LoginThrottleTest {
    @Inject
    TestClock clock;

    private final String address = UUID.randomUUID().toString();
    private String username;

    @BeforeEach
    void makeUser() {
        username = userWith();
    }

    @AfterEach
    void reset() {
        clock.reset();
    }

    @Test
    void afterFiveWrongPasswordsEvenTheRightOneWaits() {
        fail(5);

        var refused = login(PASSWORD);

        refused.then()
                .statusCode(429)
                .body("statusCode", is(429))
                .body("error", is("Too Many Requests"))
                .body("message", is("Too many failed logins. Please try again later."));
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        clock.advance(Duration.ofSeconds(1));
        login(PASSWORD).then().statusCode(200);
        login("wrong").then().statusCode(401); // and all is forgiven
        login(PASSWORD).then().statusCode(200);
    }

    @Test
    void fourWrongPasswordsAreForgiven() {
        for (int i = 0; i < 3; i++) {
            fail(4);
            login(PASSWORD).then().statusCode(200);
        }
    }

    @Test
    void nobodyElseIsLockedOut() {
        fail(5);
        login(PASSWORD).then().statusCode(429);

        authenticate(basic(username), "default", "10.1.1.1").then().statusCode(200);
        authenticate(basic(userWith()), "default", address).then().statusCode(200);
    }

    @Test
    void thePausesDoubleUpToFiveMinutes() {
        fail(5);
        for (int pause = 1; pause <= 256; pause *= 2) {
            assertThat(login("wrong").header("Retry-After")).isEqualTo(String.valueOf(pause));
            clock.advance(Duration.ofSeconds(pause));
            login("wrong").then().statusCode(401);
        }
        clock.advance(Duration.ofSeconds(300));
        login("wrong").then().statusCode(401);
        assertThat(login("wrong").header("Retry-After")).isEqualTo("300");
        clock.advance(Duration.ofMinutes(16)); // long enough to have forgotten
        fail(5);
    }

    @Test
    void afterAPauseOneOfManyAtOnceIsTried() {
        fail(5);
        clock.advance(Duration.ofSeconds(2));

        var answers = IntStream.range(0, 10)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> login("guess " + i).statusCode()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 401))
                .hasSize(1);
    }

    @Test
    void anAddressThatTriesManyUsersIsSlowedDown() {
        for (int i = 0; i < 50; i++) {
            authenticate(basic(newName()), "default", address).then().statusCode(401);
        }
        assertThat(login(PASSWORD).statusCode()).isEqualTo(429);
        assertThat(Integer.valueOf(login(PASSWORD).header("Retry-After"))).isBetween(20, 30);
        authenticate(basic(username), "default", "10.1.1.2").then().statusCode(200);

        clock.advance(Duration.ofSeconds(31));

        login(PASSWORD).then().statusCode(200);
        authenticate(basic(newName()), "default", address).then().statusCode(401);
        assertThat(login(PASSWORD).statusCode()).isEqualTo(429);
    }

    @Test
    void addressesOfOneIpv6NetworkCountAsOne() {
        var network = "2001:db8:%x:%x:".formatted(System.nanoTime() & 0xffff, username.hashCode() & 0xffff);
        for (int i = 0; i < 5; i++) {
            authenticate(basic(username, "wrong"), "default", network + ":" + i)
                    .then()
                    .statusCode(401);
        }
        assertThat(authenticate(basic(username), "default", network + ":99").statusCode())
                .isEqualTo(429);
        authenticate(basic(username), "default", "2001:db8:ffff:fffe::1").then().statusCode(200);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            login("wrong").then().statusCode(401);
        }
    }

    private Response login(String password) {
        return authenticate(basic(username, password), "default", address);
    }
}
