package dev.garrison.fleet.packagepolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;

import dev.garrison.fleet.epm.PackageArchives;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Packages and package policies for tests. */
@ApplicationScoped
class Integrations {
    static final String PATH = "/api/fleet/package_policies";

    /** @return its name */
    String install(PackageArchives archive) {
        asSuperuser()
                .contentType("application/zip")
                .body(archive.zip())
                .post("/api/fleet/epm/packages")
                .then()
                .statusCode(200);
        return archive.name();
    }

    /** A package with weather stations: see {@link #weather(String, String)}. */
    String weather() {
        return install(weather(PackageArchives.newName(), "1.0.0"));
    }

    /** Two data streams, rain on and wind off; a secret token, a list of hosts, YAML. */
    static PackageArchives weather(String name, String version) {
        return PackageArchives.empty(name, version)
                .append(
                        "manifest.yml",
                        """
                        vars:
                          - name: region
                            type: text
                            default: north
                        policy_templates:
                          - name: stations
                            title: Stations
                            description: All stations
                            inputs:
                              - type: httpjson
                                title: Collect
                                vars:
                                  - name: url
                                    type: url
                                    title: Address
                                    required: true
                                  - name: token
                                    type: password
                                    secret: true
                                  - name: hosts
                                    type: text
                                    multi: true
                              - type: logfile
                                title: Read
                        """)
                .with(
                        "data_stream/rain/manifest.yml",
                        """
                        title: Rain
                        type: metrics
                        streams:
                          - input: httpjson
                            title: Rain
                            vars:
                              - name: period
                                type: duration
                                default: 10s
                              - name: processors
                                type: yaml
                        """)
                .with(
                        "data_stream/rain/agent/stream/stream.yml.hbs",
                        """
                        url: {{url}}
                        period: {{period}}
                        region: {{region}}
                        {{#if token}}
                        token: {{token}}
                        {{/if}}
                        {{#if hosts}}
                        hosts:
                        {{#each hosts as |host|}}
                          - {{host}}
                        {{/each}}
                        {{/if}}
                        {{#if processors}}
                        processors:
                        {{processors}}
                        {{/if}}
                        """)
                .with(
                        "data_stream/wind/manifest.yml",
                        """
                        title: Wind
                        type: logs
                        streams:
                          - input: logfile
                            title: Wind
                            enabled: false
                            vars:
                              - name: paths
                                type: text
                                title: Files
                                multi: true
                                required: true
                                default: [/var/log/wind]
                              - name: exact
                                type: bool
                                default: false
                        """)
                .with(
                        "data_stream/wind/agent/stream/stream.yml.hbs",
                        """
                        paths:
                        {{#each paths}}
                          - {{this}}
                        {{/each}}
                        exact: {{exact}}
                        """);
    }

    static String newName() {
        return "integration " + UUID.randomUUID();
    }

    /** The least for a policy with {@link #weather()}, in the simplified format. */
    static Map<String, Object> body(String packageName, String policyId, Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of(
                "name", newName(),
                "policy_ids", policyId == null ? List.of() : List.of(policyId),
                "package", Map.of("name", packageName, "version", "1.0.0"),
                "inputs", Map.of("stations-httpjson", Map.of("vars", Map.of("url", "http://weather")))));
        body.putAll(more);
        return body;
    }

    static ValidatableResponse post(Map<String, ?> body) {
        return asSuperuser().body(body).post(PATH).then();
    }

    static JsonPath create(Map<String, ?> body) {
        return post(body).statusCode(200).extract().jsonPath().setRootPath("item");
    }

    static ValidatableResponse put(String id, Map<String, ?> body) {
        return asSuperuser().body(body).put(PATH + "/{id}", id).then();
    }

    static JsonPath get(String id) {
        return asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }
}
