package dev.garrison.platform.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;

/** Requests as the gateway forwards them: JSON, a CSRF header, a principal. */
public final class Api {
    private Api() {}

    public static RequestSpecification asSuperuser() {
        return as(Tokens.superuser());
    }

    /** A user in the default space with just these Kibana API privileges. */
    public static RequestSpecification with(String... privileges) {
        return as(Tokens.with(privileges));
    }

    /** @param authorization see {@link Tokens} */
    public static RequestSpecification as(String authorization) {
        return given().filter(DocumentedAnswers.FILTER)
                .header("Authorization", authorization)
                .header("kbn-xsrf", "true")
                .contentType("application/json")
                .urlEncodingEnabled(true);
    }
}
