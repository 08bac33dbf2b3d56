package dev.garrison.fleet.templates;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.garrison.fleet.epm.PackageArchives;
import dev.garrison.fleet.epm.TestPackages;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TemplateInputsTest {
    private final String name = PackageArchives.newName();

    private ValidatableResponse inputs(String format) {
        return asSuperuser()
                .queryParam("format", format)
                .get("/api/fleet/epm/templates/{name}/{version}/inputs", name, "1.0.0")
                .then();
    }

    @Test
    void allInputsAreCompiledWithWhatThePackageProposes() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        inputs("json")
                .statusCode(200)
                .body("inputs", hasSize(1))
                .body("inputs[0].id", equalTo("stations-httpjson"))
                .body("inputs[0].type", equalTo("httpjson"))
                .body("inputs[0].streams[0].id", equalTo("metrics-" + name + ".rain"))
                .body("inputs[0].streams[0].data_stream.type", equalTo("metrics"))
                .body("inputs[0].streams[0].period", equalTo("10s"));
    }

    @Test
    void theFileSaysWhatIsToBeFilledIn() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        var file = inputs("yml")
                .statusCode(200)
                .header("content-type", equalTo("text/yaml;charset=utf-8"))
                .extract()
                .asString();

        assertThat(file.lines().map(String::strip))
                .containsExactly(
                        "inputs:",
                        "# Collect",
                        "- id: stations-httpjson",
                        "type: httpjson",
                        "streams:",
                        "# Rain",
                        "- id: metrics-" + name + ".rain",
                        "data_stream:",
                        "dataset: " + name + ".rain",
                        "type: metrics",
                        "period: 10s",
                        "#        url: <URL>");
    }

    @Test
    void anInputPackageNamesItsDataset() {
        TestPackages.install(PackageArchives.empty(name, "1.0.0")
                .append(
                        "manifest.yml",
                        """
                        type: input
                        policy_templates:
                          - name: lines
                            type: logs
                            title: Lines
                            description: Lines of files
                            input: logfile
                            template_path: input.yml.hbs
                        """)
                .with("agent/input/input.yml.hbs", "data_stream:\n  dataset: {{data_stream.dataset}}\n"));

        inputs("json")
                .statusCode(200)
                .body("inputs[0].streams[0].id", equalTo("logs-" + name + ".lines"))
                .body("inputs[0].streams[0].data_stream.dataset", equalTo("lines"));
    }

    @Test
    void everyBundledPackageCompiles() {
        for (var bundled : new String[] {"system", "endpoint", "apm", "fleet_server", "elastic_agent"}) {
            for (var format : new String[] {"json", "yaml"}) {
                asSuperuser()
                        .queryParam("format", format)
                        .get("/api/fleet/epm/templates/{name}/1.0.0/inputs", bundled)
                        .then()
                        .statusCode(200);
            }
        }
    }

    @Test
    void whatIsNotThereOrNotKnownIsRefused() {
        inputs("json").statusCode(404);
        inputs("xml").statusCode(400);
        with("integrations-all")
                .get("/api/fleet/epm/templates/apm/1.0.0/inputs")
                .then()
                .statusCode(403);
    }
}
