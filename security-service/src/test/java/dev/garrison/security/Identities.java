package dev.garrison.security;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.testing.Api;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs in as the gateway does, and makes users and keys for tests. */
public final class Identities {
    public static final String PASSWORD = "a-good-password";

    private Identities() {}

    public static String basic(String username, String password) {
        return "Basic " + encode(username + ":" + password);
    }

    public static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the gateway asks for credentials, from an address of its own each time. */
    public static Response authenticate(String authorization) {
        return authenticate(authorization, "default", UUID.randomUUID().toString());
    }

    public static Response authenticate(String authorization, String space, String address) {
        return given().contentType("application/json")
                .body(Map.of("authorization", authorization, "space", space, "address", address))
                .post("/internal/authenticate");
    }

    /** Requests with the token that the credentials are good for. */
    public static RequestSpecification as(String authorization) {
        var answer = authenticate(authorization);
        answer.then().statusCode(200);
        return Api.as("Bearer " + answer.jsonPath().getString("token"));
    }

    public static RequestSpecification asElastic() {
        return as(basic("elastic", "changeme"));
    }

    public static String newName() {
        return "user-" + UUID.randomUUID();
    }

    /** A new user with {@link #PASSWORD} and these roles. */
    public static String userWith(String... roles) {
        var username = newName();
        asElastic()
                .body(Map.of("password", PASSWORD, "roles", List.of(roles)))
                .put("/_security/user/{name}", username)
                .then()
                .statusCode(200);
        return username;
    }

    public static String basic(String username) {
        return basic(username, PASSWORD);
    }

    /** A new key of whoever sends the request; the answer has its id and secret. */
    public static Map<String, Object> keyOf(RequestSpecification owner, Map<String, Object> body) {
        var named = new HashMap<String, Object>(body);
        named.putIfAbsent("name", "key-" + UUID.randomUUID());
        var answer = owner.body(named).put("/_security/api_key");
        answer.then().statusCode(200);
        return answer.jsonPath().getMap("");
    }

    public static String apiKey(Map<String, Object> created) {
        return "ApiKey " + created.get("encoded");
    }

    /** What the token for services says. */
    public static JsonNode claims(Response authenticated) {
        return part(authenticated, 1);
    }

    public static String signedWith(Response authenticated) {
        return part(authenticated, 0).path("kid").asText();
    }

    private static JsonNode part(Response authenticated, int index) {
        authenticated.then().statusCode(200);
        var part = authenticated.jsonPath().getString("token").split("\\.")[index];
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
