package dev.garrison.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.DeclaredPrivileges;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class DeclaredPrivilegesTest {
    @Test
    void theDocumentSaysWhatEachOperationAsksFor() {
        var document = given().get("/q/openapi?format=json");

        document.then()
                .body("paths.'/api/probe'.get.x-privileges", equalTo(Map.of("all", List.of("probe-read"))))
                .body("paths.'/api/probe/open'.get.x-unauthenticated", is(true));
        assertThat(DeclaredPrivileges.missing(document.asString())).isEmpty();
    }

    @Test
    void anOperationThatTheDocumentSaysNothingOfIsFound() {
        var document =
                """
                {"paths": {
                  "/api/a": {"get": {"x-privileges": {}}, "post": {"x-unauthenticated": true}, "parameters": []},
                  "/api/b": {"get": {}, "delete": {"x-unauthenticated": false}}
                }}""";

        assertThat(DeclaredPrivileges.missing(document)).containsExactly("GET /api/b", "DELETE /api/b");
    }
}
