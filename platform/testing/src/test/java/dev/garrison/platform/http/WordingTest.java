package dev.garrison.platform.http;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class WordingTest {
    public enum Colour {
        red,
        blue
    }

    public record Named(@NotNull @Size(max = 3) String name, Colour colour) {}

    /** Says what it is told, so that the test sees it. */
    public static class Echo implements Wording {
        @Override
        public String wrongType(String path, JsonNode value, String expected) {
            return "type " + path + " " + value + " " + expected;
        }

        @Override
        public String unknownKey(String path, String key) {
            return "unknown " + path + " " + key;
        }

        @Override
        public String problem(String path, String problem) {
            return "problem " + path + " " + problem;
        }
    }

    @Path("/api/probe-wording")
    @Consumes(MediaType.APPLICATION_JSON)
    @Wording.Of(Echo.class)
    public static class WordingResource {
        @POST
        @RequirePrivileges
        public Named create(@QueryParam("n") Integer n, @NotNull Named body) {
            return body;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "?n=x ; {\"name\":\"a\"} ; type query.n \"x\" number",
                "?m=1 ; {\"name\":\"a\"} ; unknown query.m m",
                "'' ; {} ; type body.name null string",
                "'' ; [] ; type body [] object",
                "'' ; {\"name\":\"long\"} ; problem body.name value has length [4] but it must have a maximum length of [3].",
                "'' ; {\"name\":\"a\",\"x\":1} ; unknown body.x x",
                "'' ; {\"name\":\"a\",\"colour\":\"green\"} ; type body.colour \"green\" \"red\" | \"blue\"",
            })
    void anAreaRefusesInItsOwnWords(String query, String body, String message) {
        asSuperuser()
                .body(body)
                .post("/api/probe-wording" + query)
                .then()
                .statusCode(400)
                .body("error", is("Bad Request"))
                .body("message", is(message));
    }
}
