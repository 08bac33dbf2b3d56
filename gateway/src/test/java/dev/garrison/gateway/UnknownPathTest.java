package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UnknownPathTest extends GatewayTest {
    private static final String NOT_FOUND = "{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}";

    @Test
    void aReadOfAnUnknownPathAsksForANameFirst() {
        assertThat(client.get("/nowhere").statusCode()).isEqualTo(401);
        assertThat(client.send("HEAD", "/nowhere", null).statusCode()).isEqualTo(401);
        assertThat(client.get("/nowhere", "Authorization", FakeSecurity.basic("x", "y"))
                        .statusCode())
                .isEqualTo(401);

        var known = client.get("/nowhere", "Authorization", credential);
        assertThat(known.statusCode()).isEqualTo(404);
        assertThat(known.body()).isEqualTo(NOT_FOUND);
    }

    @Test
    void anyOtherMethodOnAnUnknownPathIs404ForEverybody() {
        for (var method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            var answer = client.send(method, "/nowhere", "{}");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(NOT_FOUND);
            assertThat(client.send(method, "/api/status", "{}", "Authorization", credential)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void belowAPrefixTheServicesDocumentTells() {
        CASES.document =
                """
                {"openapi":"3.0.3","paths":{
                  "/api/cases":{"post":{},"get":{}},
                  "/api/cases/{caseId}/comments":{"post":{}}}}""";
        await().untilAsserted(
                        () -> assertThat(client.get("/openapi.json").body()).contains("/api/cases/{caseId}/comments"));

        assertThat(client.post("/api/cases", "{}").statusCode()).isEqualTo(401);
        assertThat(client.post("/s/x/api/cases", "{}").statusCode()).isEqualTo(401);
        assertThat(client.post("/api/cases/17/comments", "{}").statusCode()).isEqualTo(401);
        assertThat(client.post("/api/cases/a%2Fb/comments", "{}").statusCode()).isEqualTo(401);
        assertThat(client.post("/api/cases/17", "{}").statusCode()).isEqualTo(404);
        assertThat(client.post("/api/cases/17/comments/", "{}").statusCode()).isEqualTo(404);
        assertThat(client.send("PUT", "/api/cases", "{}").statusCode()).isEqualTo(404);
        assertThat(client.get("/api/cases/17").statusCode()).isEqualTo(401);
        // a wrong credential is no better than none
        assertThat(client.post("/api/cases/17", "{}", "Authorization", FakeSecurity.basic("x", "y"))
                        .statusCode())
                .isEqualTo(404);
        // and with a good one the service decides
        assertThat(client.post("/api/cases/17", "{}", "Authorization", credential)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aServiceWithoutADocumentKeepsItsSecrets() {
        // the rude service answers {} for its document
        assertThat(client.post("/api/osquery/anything", "{}").statusCode()).isIn(401, 404);
    }
}
