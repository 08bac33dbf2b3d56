package dev.garrison.fleet.outputs;

import static dev.garrison.platform.testing.Api.asSuperuser;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Outputs for tests, made over HTTP. */
final class Outputs {
    static final String PATH = "/api/fleet/outputs";

    private Outputs() {}

    static Map<String, Object> elasticsearch(Map<String, ?> more) {
        return body("elasticsearch", List.of("https://es.example"), more);
    }

    static Map<String, Object> kafka(Map<String, ?> more) {
        var body = body("kafka", List.of("kafka.example:9092"), Map.of("auth_type", "ssl"));
        body.putAll(more);
        return body;
    }

    static Map<String, Object> logstash(Map<String, ?> more) {
        return body("logstash", List.of("logstash.example:5044"), more);
    }

    static Map<String, Object> body(String type, List<String> hosts, Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("name", "output " + UUID.randomUUID(), "type", type));
        body.put("hosts", hosts);
        body.putAll(more);
        return body;
    }

    static ValidatableResponse post(Map<String, ?> body) {
        return asSuperuser().body(body).post(PATH).then();
    }

    static JsonPath create(Map<String, ?> body) {
        return item(post(body));
    }

    static ValidatableResponse put(String id, Map<String, ?> body) {
        return asSuperuser().body(body).put(PATH + "/{id}", id).then();
    }

    static JsonPath update(String id, Map<String, ?> body) {
        return item(put(id, body));
    }

    static JsonPath get(String id) {
        return item(asSuperuser().get(PATH + "/{id}", id).then());
    }

    static ValidatableResponse delete(String id) {
        return asSuperuser().delete(PATH + "/{id}", id).then();
    }

    /** As Terraform gives a default back. */
    static void restoreDefault() {
        put(Output.DEFAULT_ID, Map.of("is_default", true, "is_default_monitoring", true))
                .statusCode(200);
    }

    private static JsonPath item(ValidatableResponse answer) {
        return answer.statusCode(200).extract().jsonPath().setRootPath("item");
    }
}
