package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends GatewayTest {
    private JsonObject merged;

    @BeforeEach
    void twoServicesDescribeThemselves() {
        FLEET.document =
                """
                {"openapi":"3.0.3","info":{"title":"fleet","description":"Agents"},
                 "paths":{
                  "/api/fleet/agents":{
                    "get":{"operationId":"list","security":[{"SecurityScheme":[]}],
                           "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}},
                    "post":{"operationId":"enroll","tags":["Elastic Agents"]}},
                  "/api/status":{"get":{"operationId":"agentProtocolStatus"}},
                  "/api/cases/stolen":{"get":{}},
                  "/internal/authenticate":{"post":{}}},
                 "components":{"securitySchemes":{"SecurityScheme":{"type":"http","scheme":"bearer"}},"schemas":{
                  "Page":{"type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Agent"}}}},
                  "Agent":{"oneOf":[{"$ref":"#/components/schemas/Page"}],
                           "discriminator":{"propertyName":"t","mapping":{"p":"#/components/schemas/Page"}}},
                  "Same":{"type":"string"},
                  "Fleet":{"type":"string"}}}}""";
        APM.document =
                """
                {"openapi":"3.0.3","info":{"title":"apm"},
                 "paths":{
                  "/api/apm/services":{
                    "get":{"operationId":"list","parameters":[{"$ref":"#/components/parameters/Size"}],
                           "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}}},
                  "/api/fleet/agents":{"delete":{}}},
                 "components":{"parameters":{"Size":{"name":"size","in":"query","schema":{"type":"integer"}}},"schemas":{
                  "Page":{"type":"object","properties":{"total":{"type":"integer"}}},
                  "Same":{"type":"string"},
                  "Service":{"type":"object"}}}}""";
        await().untilAsserted(() -> {
            merged = new JsonObject(client.get("/openapi.json").body());
            assertThat(merged.getJsonObject("paths").fieldNames()).contains("/api/fleet/agents", "/api/apm/services");
        });
    }

    private String schema(String path) {
        return merged.getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject("get")
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema")
                .getString("$ref");
    }

    @Test
    void itIsOneDocumentWithTheGatewaysOwnOperations() {
        assertThat(merged.getJsonObject("info").getString("title")).isEqualTo("Garrison");
        assertThat(merged.getJsonObject("paths")
                        .getJsonObject("/api/status")
                        .getJsonObject("get")
                        .getString("operationId"))
                .isEqualTo("get-status");
        assertThat(merged.getJsonObject("components")
                        .getJsonObject("securitySchemes")
                        .fieldNames())
                .containsExactlyInAnyOrder("basic", "apiKey");
    }

    @Test
    void schemasOfTheSameNameStayApart() {
        var schemas = merged.getJsonObject("components").getJsonObject("schemas");

        assertThat(schema("/api/fleet/agents")).isEqualTo("#/components/schemas/FleetPage");
        assertThat(schema("/api/apm/services")).isEqualTo("#/components/schemas/ApmPage");
        assertThat(schemas.getJsonObject("FleetPage")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactly("items");
        assertThat(schemas.getJsonObject("ApmPage").getJsonObject("properties").fieldNames())
                .containsExactly("total");
        assertThat(schemas.fieldNames()).doesNotContain("Page").contains("Agent", "Service", "Same");
        var agent = schemas.getJsonObject("Agent");
        assertThat(agent.getJsonArray("oneOf").getJsonObject(0).getString("$ref"))
                .isEqualTo("#/components/schemas/FleetPage");
        assertThat(agent.getJsonObject("discriminator").getJsonObject("mapping").getString("p"))
                .isEqualTo("#/components/schemas/FleetPage");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = new HashSet<String>();
        collect(merged, references);

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            var steps = reference.substring(2).split("/");
            assertThat(merged.getJsonObject(steps[0]).getJsonObject(steps[1]).getJsonObject(steps[2]))
                    .as(reference)
                    .isNotNull();
        });
    }

    private static void collect(Object node, HashSet<String> into) {
        if (node instanceof JsonObject object) {
            object.forEach(field -> {
                if (field.getKey().equals("$ref")) {
                    into.add((String) field.getValue());
                } else {
                    collect(field.getValue(), into);
                }
            });
        } else if (node instanceof JsonArray array) {
            array.forEach(item -> collect(item, into));
        }
    }

    @Test
    void aServiceDescribesOnlyWhatItOwns() {
        var paths = merged.getJsonObject("paths");

        assertThat(paths.fieldNames()).doesNotContain("/api/cases/stolen", "/internal/authenticate");
        assertThat(paths.getJsonObject("/api/fleet/agents").fieldNames()).containsExactlyInAnyOrder("get", "post");
    }

    @Test
    void operationsAreGroupedAndTheirIdsUnique() {
        var agents = merged.getJsonObject("paths").getJsonObject("/api/fleet/agents");
        var services = merged.getJsonObject("paths").getJsonObject("/api/apm/services");

        assertThat(agents.getJsonObject("get").getString("operationId")).isEqualTo("get-api-fleet-agents");
        assertThat(services.getJsonObject("get").getString("operationId")).isEqualTo("get-api-apm-services");
        assertThat(agents.getJsonObject("post").getString("operationId")).isEqualTo("enroll");
        assertThat(agents.getJsonObject("get").getJsonArray("tags")).containsExactly("fleet-service");
        assertThat(agents.getJsonObject("post").getJsonArray("tags")).containsExactly("Elastic Agents");
        assertThat(agents.getJsonObject("get").containsKey("security")).isFalse();
    }

    @Test
    void aServiceThatGoesAwayKeepsItsPlaceAndAChangeIsSeen() {
        var before = FLEET.document;
        FLEET.document = before.replace("/api/fleet/agents", "/api/fleet/newcomers");
        await().untilAsserted(
                        () -> assertThat(client.get("/openapi.json").body()).contains("/api/fleet/newcomers"));

        FLEET.document = "not a document";

        APM.document = APM.document.replace("/api/apm/services", "/api/apm/others");
        await().untilAsserted(
                        () -> assertThat(client.get("/openapi.json").body()).contains("/api/apm/others"));
        assertThat(client.get("/openapi.json").body()).contains("/api/fleet/newcomers");
    }

    @Test
    void docsWorkOffline() {
        var page = client.get("/docs");
        var script = client.get("/docs/swagger-ui-bundle.js");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("/docs/swagger-ui-bundle.js", "/docs/start.js")
                .doesNotContain("http");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).contains("SwaggerUIBundle").hasSizeGreaterThan(500_000);
        assertThat(client.get("/docs/start.js").body()).contains("/openapi.json");
        assertThat(client.get("/docs/swagger-ui.css")
                        .headers()
                        .firstValue("content-type")
                        .orElse(""))
                .startsWith("text/css");
        assertThat(client.get("/docs/nothing").statusCode()).isEqualTo(401);
    }
}
