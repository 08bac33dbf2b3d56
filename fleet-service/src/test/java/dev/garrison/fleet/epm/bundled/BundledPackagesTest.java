package dev.garrison.fleet.epm.bundled;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.garrison.fleet.epm.TestPackages;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a registry: what Garrison brings. */
@QuarkusTest
class BundledPackagesTest {
    @Test
    void everyFileIsListedForTheJar() throws IOException {
        var folder = Path.of("src/main/resources/bundled");
        try (var files = Files.walk(folder)) {
            var there = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.equals("files.txt"))
                    .sorted()
                    .toList();

            assertThat(Files.readAllLines(folder.resolve("files.txt"))).isEqualTo(there);
        }
    }

    @Test
    void bundledPackagesAreListedAndCounted() {
        with("fleet-all")
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(200)
                .body("items.name", hasItems("apm", "elastic_agent", "endpoint", "fleet_server", "system"))
                .body("items.status", everyItem(notNullValue()));
        asSuperuser()
                .queryParam("category", "security")
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(200)
                .body("items.name", hasItem("endpoint"));
        asSuperuser()
                .get("/api/fleet/epm/categories")
                .then()
                .statusCode(200)
                .body("items.find { it.id == 'os_system' }.title", equalTo("Os system"))
                .body("items.find { it.id == 'security' }.count", equalTo(1));
    }

    @Test
    void aBundledPackageIsInstalledByNameAndVersion() {
        asSuperuser()
                .body(Map.of("force", false, "ignore_constraints", false))
                .post("/api/fleet/epm/packages/{name}/{version}", "endpoint", "1.0.0")
                .then()
                .statusCode(200)
                .body("_meta", equalTo(Map.of("install_source", "bundled")))
                .body("items.id", hasItem("logs-endpoint.alerts"))
                .body("items.id", hasItem(".logs-endpoint.actions"));

        var info = TestPackages.info("endpoint");
        assertThat(info.getString("installationInfo.install_source")).isEqualTo("bundled");
        assertThat(info.getBoolean("keepPoliciesUpToDate")).isTrue();
        assertThat(info.getList("policy_templates[0].inputs.type")).isEqualTo(List.of("endpoint"));
        asSuperuser()
                .get("/api/fleet/epm/packages/limited")
                .then()
                .statusCode(200)
                .body("items", hasItem("endpoint"))
                .body("items", not(hasItem("system")));
    }

    @Test
    void filesOfABundledPackageAreAnsweredBeforeItIsInstalled() {
        TestPackages.file("/api/fleet/epm/packages/system/1.0.0/data_stream/cpu/manifest.yml")
                .statusCode(200)
                .header("content-type", "text/yaml; charset=utf-8");
        TestPackages.file("/api/fleet/epm/packages/system/1.0.0/none.yml")
                .statusCode(404)
                .body("message", equalTo("bundled package file not found: none.yml"));
        TestPackages.file("/api/fleet/epm/packages/system/0.0.9/manifest.yml").statusCode(400);
    }

    @Test
    void readingNeedsAPrivilege() {
        with("integrations-all").get("/api/fleet/epm/packages").then().statusCode(403);
        with("integrations-all").get("/api/fleet/epm/packages/system").then().statusCode(403);
    }

    @Test
    void unknownParametersAreRefused() {
        asSuperuser()
                .queryParam("verbose", true)
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(400)
                .body("message", equalTo("[request query.verbose]: definition for this key is missing"));
        asSuperuser()
                .body(Map.of("force", "yes"))
                .post("/api/fleet/epm/packages/system")
                .then()
                .statusCode(400)
                .body("message", equalTo("[request body.force]: expected value of type [boolean] but got [string]"));
    }
}
