package dev.garrison.fleet.epm.registry;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.epm.PackageArchives;
import dev.garrison.fleet.epm.TestPackages;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithRegistry.class)
class RegistryInstallTest {
    /** As the API's documentation shows it. */
    private static final Map<String, ?> BODY = Map.of("force", false, "ignore_constraints", false);

    private static final Map<String, ?> FORCE = Map.of("force", true);

    private final String name = PackageArchives.newName();

    @AfterEach
    void registryWorksAgain() {
        TestRegistry.fail(0);
    }

    private static ValidatableResponse install(String name, String version, Map<String, ?> body) {
        return asSuperuser()
                .body(body)
                .post("/api/fleet/epm/packages/{name}/{version}", name, version)
                .then();
    }

    private void inRegistry(String... versions) {
        for (var version : versions) {
            TestRegistry.add(PackageArchives.integration(name, version));
        }
    }

    @Test
    void aVersionIsInstalledFromTheRegistry() {
        inRegistry("1.0.0");

        install(name, "1.0.0", BODY)
                .statusCode(200)
                .body("_meta", equalTo(Map.of("install_source", "registry")))
                .body("items[0]", equalTo(Map.of("id", name + "-overview", "type", "dashboard")));

        var info = TestPackages.info(name);
        assertThat(info.getString("status")).isEqualTo("installed");
        assertThat(info.getString("title")).isEqualTo("Weather of the registry");
        assertThat(info.getString("assets.kibana.dashboard[0].file")).isEqualTo("overview.json");
        assertThat(info.getString("installationInfo.install_source")).isEqualTo("registry");
        TestPackages.events("fleet.package.installed", name, 1);
    }

    @Test
    void theSameVersionIsInstalledAgainOnlyWithForce() {
        inRegistry("1.0.0");
        install(name, "1.0.0", BODY).statusCode(200);

        install(name, "1.0.0", BODY).statusCode(200).body("items.type", hasItems("dashboard", "index_template"));
        install(name, "1.0.0", FORCE).statusCode(200);

        var events = TestPackages.events("fleet.package.installed", name, 2);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).data().path("install_type").asText()).isEqualTo("reinstall");
    }

    @Test
    void anOldVersionNeedsForce() {
        inRegistry("1.0.0", "1.1.0");

        install(name, "1.0.0", BODY)
                .statusCode(400)
                .body("message", equalTo(name + "-1.0.0 is out-of-date and cannot be installed or updated"));
        assertThat(Events.of("fleet.package.installed", name)).isEmpty();
        install(name, "1.0.0", FORCE).statusCode(200);

        assertThat(TestPackages.info(name).getString("version")).isEqualTo("1.0.0");
        assertThat(TestPackages.info(name).getString("latestVersion")).isEqualTo("1.1.0");
    }

    @Test
    void withoutAVersionTheLatestIsInstalled() {
        inRegistry("1.0.0", "1.2.0", "1.3.0-beta1");

        asSuperuser().post("/api/fleet/epm/packages/{name}", name).then().statusCode(200);
        assertThat(TestPackages.info(name).getString("version")).isEqualTo("1.2.0");

        asSuperuser()
                .body(BODY)
                .queryParam("prerelease", true)
                .post("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200);
        assertThat(TestPackages.info(name).getString("version")).isEqualTo("1.3.0-beta1");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        inRegistry("1.0.0");

        install(name + "_other", "1.0.0", BODY)
                .statusCode(404)
                .body("message", equalTo("[" + name + "_other] package not found in registry"));
        install(name, "2.0.0", BODY).statusCode(404).body("message", equalTo(name + "@2.0.0 not found"));
        install(name, "latest", BODY)
                .statusCode(400)
                .body("message", equalTo("Package key parsing failed: package version was not a valid semver"));
    }

    @Test
    void aBrokenArchiveOfTheRegistryLeavesNothing() {
        TestRegistry.add(PackageArchives.integration(name, "1.0.0").without("data_stream/rain/manifest.yml"));

        install(name, "1.0.0", BODY).statusCode(400);

        asSuperuser()
                .get("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200)
                .body("item.status", equalTo("not_installed"))
                .body("item", not(hasItem("installationInfo")));
    }

    @Test
    void anotherPackageThanWasAskedForIsRefused() {
        var other = PackageArchives.newName();
        TestRegistry.add(PackageArchives.integration(name, "1.0.0"), PackageArchives.integration(other, "1.0.0"));

        install(name, "1.0.0", BODY)
                .statusCode(400)
                .body(
                        "message",
                        equalTo("Name " + name + " and version 1.0.0 do not match top-level directory " + other
                                + "-1.0.0"));

        install(other, "1.0.0", BODY).statusCode(404);
    }

    @Test
    void whatIsInstalledIsShownWhileTheRegistryFails() {
        inRegistry("1.0.0");
        install(name, "1.0.0", BODY).statusCode(200);
        TestRegistry.fail(503);

        assertThat(TestPackages.info(name).getString("title")).isEqualTo("Weather");
        asSuperuser()
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(500)
                .body("message", startsWith("'503 Service Unavailable' error response from package registry at http"));
        install(name + "_b", "1.0.0", BODY).statusCode(404);
    }

    @Test
    void filesOfPackagesThatAreNotInstalledComeFromTheRegistry() {
        inRegistry("1.0.0");

        TestPackages.file("/api/fleet/epm/packages/" + name + "/1.0.0/img/logo.svg")
                .statusCode(200)
                .header("content-type", "image/svg+xml");
        TestPackages.file("/api/fleet/epm/packages/" + name + "/1.0.0/img/none.svg")
                .statusCode(500)
                .body("message", containsString("'404 Not Found' error response from package registry"));
    }

    @Test
    void theListJoinsTheRegistryWithWhatIsInstalled() {
        inRegistry("1.0.0", "1.1.0");
        install(name, "1.0.0", FORCE).statusCode(200);

        asSuperuser()
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(200)
                .body("items.find { it.name == '" + name + "' }.version", equalTo("1.1.0"))
                .body("items.find { it.name == '" + name + "' }.id", equalTo(name))
                .body("items.find { it.name == '" + name + "' }.status", equalTo("installed"))
                .body("items.find { it.name == '" + name + "' }.installationInfo.version", equalTo("1.0.0"));
        asSuperuser()
                .queryParam("excludeInstallStatus", true)
                .queryParam("category", "weather & more")
                .get("/api/fleet/epm/packages")
                .then()
                .statusCode(200)
                .header("cache-control", "max-age=600")
                .body("items[0].status", equalTo(null));
        assertThat(TestRegistry.requests())
                .anyMatch(uri -> uri.startsWith("/search?kibana.version=8.18.0&category=weather%20%26%20more"));
    }

    @Test
    void categoriesAreTheRegistrys() {
        asSuperuser()
                .get("/api/fleet/epm/categories")
                .then()
                .statusCode(200)
                .header("cache-control", "max-age=600")
                .body("items", equalTo(List.of(Map.of("id", "observability", "title", "Observability", "count", 3))));
    }

    @Test
    void manyPackagesAreInstalledEachForItself() {
        inRegistry("1.0.0", "1.1.0");
        install(name, "1.0.0", FORCE).statusCode(200);

        asSuperuser()
                .body(Map.of(
                        "packages",
                        List.of(
                                Map.of("name", name, "version", "1.0.0"),
                                name,
                                name + "_none",
                                Map.of("name", "apm", "version", "1.0.0"))))
                .post("/api/fleet/epm/packages/_bulk")
                .then()
                .statusCode(200)
                .body("items.name", equalTo(List.of(name, name + "_none", "apm")))
                .body("items[0].result.status", equalTo("already_installed"))
                .body("items[0].result.installType", equalTo("unknown"))
                .body("items[1].statusCode", equalTo(404))
                .body("items[1].error", equalTo("[" + name + "_none] package not found in registry"))
                .body("items[2].result.installSource", equalTo("bundled"));
    }

    @Test
    void uploadsHaveToWaitForEachOther() {
        TestPackages.upload("no archive".getBytes(), "application/zip").statusCode(400);
        TestPackages.upload(PackageArchives.empty(name, "1.0.0").zip(), "application/zip")
                .statusCode(200);

        TestPackages.upload(PackageArchives.empty(name, "2.0.0").zip(), "application/zip")
                .statusCode(429)
                .header("retry-after", "10")
                .body("message", equalTo("Too many requests. Please wait 10s before uploading again."));

        assertThat(TestPackages.info(name).getString("version")).isEqualTo("1.0.0");
    }
}
