package dev.garrison.fleet.epm;

import static dev.garrison.fleet.epm.TestPackages.upload;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PackageUploadTest {
    @Inject
    Stored stored;

    private final String name = PackageArchives.newName();

    @Test
    void anUploadedPackageIsInstalledDescribedAndAnnounced() {
        var archive = PackageArchives.integration(name, "1.2.0");

        upload(archive.zip(), "application/zip")
                .statusCode(200)
                .body("_meta", equalTo(Map.of("install_source", "upload")))
                .body("items.findAll { it.type == 'dashboard' }.id", equalTo(List.of(name + "-overview")))
                .body("items.findAll { it.type == 'index_template' }.id", hasItem("metrics-" + name + ".rain"))
                .body(
                        "items.findAll { it.type == 'ingest_pipeline' }.id",
                        equalTo(List.of("metrics-" + name + ".rain-1.2.0", "metrics-" + name + ".rain-1.2.0-clean")));

        var info = TestPackages.info(name);
        assertThat(info.getString("status")).isEqualTo("installed");
        assertThat(info.getString("version")).isEqualTo("1.2.0");
        assertThat(info.getString("latestVersion")).isEqualTo("1.2.0");
        assertThat(info.getString("release")).isEqualTo("ga");
        assertThat(info.getString("readme")).isEqualTo("/package/" + name + "/1.2.0/docs/README.md");
        assertThat(info.getString("data_streams[0].dataset")).isEqualTo(name + ".rain");
        assertThat(info.getString("data_streams[0].ingest_pipeline")).isEqualTo("default");
        assertThat(info.getString("data_streams[0].elasticsearch.index_mode")).isEqualTo("time_series");
        assertThat(info.getString("data_streams[0].streams[0].template_path")).isEqualTo("stream.yml.hbs");
        assertThat(info.getString("assets.kibana.dashboard[0].path"))
                .isEqualTo(name + "-1.2.0/kibana/dashboard/overview.json");
        assertThat(info.getString("installationInfo.install_source")).isEqualTo("upload");
        assertThat(info.getString("installationInfo.installed_kibana_space_id")).isEqualTo("default");
        assertThat(info.getList("installationInfo.installed_kibana")).hasSize(2);
        assertThat(info.getString("installationInfo.verification_status")).isEqualTo("unknown");

        var event =
                TestPackages.events("fleet.package.installed", name, 1).get(0).data();
        assertThat(event.path("install_type").asText()).isEqualTo("install");
        assertThat(event.path("space").asText()).isEqualTo("default");
        assertThat(event.at("/kibana_assets/0/attributes/title").asText()).isEqualTo("Rain");
        assertThat(event.at("/kibana_assets/0/managed").asBoolean()).isTrue();
        assertThat(event.at("/data_streams/0/index_pattern").asText()).isEqualTo("metrics-" + name + ".rain-*");
    }

    @Test
    void aGzippedTarIsTaken() {
        upload(PackageArchives.integration(name, "0.3.0").tarGz(), "application/gzip")
                .statusCode(200);

        assertThat(TestPackages.info(name).getString("release")).isEqualTo("beta");
    }

    @Test
    void anotherVersionReplacesTheOneBefore() {
        TestPackages.install(PackageArchives.integration(name, "2.0.0"));
        var created = TestPackages.info(name).getString("installationInfo.created_at");

        TestPackages.install(PackageArchives.integration(name, "1.0.0").without("kibana/dashboard/overview.json"));

        var info = TestPackages.info(name);
        assertThat(info.getString("version")).isEqualTo("1.0.0");
        assertThat(info.getString("installationInfo.created_at")).isEqualTo(created);
        assertThat(stored.count("package_file where name = ?1 and version = '2.0.0'", name))
                .isZero();
        var event =
                TestPackages.events("fleet.package.installed", name, 2).get(1).data();
        assertThat(event.path("previous_version").asText()).isEqualTo("2.0.0");
        assertThat(event.path("install_type").asText()).isEqualTo("update");
        assertThat(event.at("/removed_kibana_assets/0/id").asText()).isEqualTo(name + "-overview");
    }

    @Test
    void aFailedUpgradeKeepsTheVersionThatWorksAndRemembersTheAttempt() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        upload(
                        PackageArchives.integration(name, "1.1.0")
                                .with("kibana/dashboard/overview.json", "{no json")
                                .zip(),
                        "application/zip")
                .statusCode(400)
                .body("message", containsString("Kibana asset kibana/dashboard/overview.json is not JSON"));

        var info = TestPackages.info(name);
        assertThat(info.getString("version")).isEqualTo("1.0.0");
        assertThat(info.getString("status")).isEqualTo("installed");
        assertThat(info.getString("installationInfo.latest_install_failed_attempts[0].target_version"))
                .isEqualTo("1.1.0");
        assertThat(stored.count("package_version where name = ?1", name)).isOne();
        assertThat(stored.count("outbox where subject = ?1 and data ->> 'version' = '1.1.0'", name))
                .isZero();
    }

    @Test
    void aRefusedArchiveLeavesNothingBehind() {
        upload(
                        PackageArchives.integration(name, "1.0.0")
                                .without("data_stream/rain/manifest.yml")
                                .zip(),
                        "application/zip")
                .statusCode(400)
                .body("message", equalTo("No manifest.yml file found for data stream 'rain'"));

        asSuperuser()
                .get("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(404)
                .body("message", equalTo("[" + name + "] package not installed or found in registry"));
        assertThat(stored.count("package_version where name = ?1", name)).isZero();
    }

    @Test
    void otherContentTypesAreRefused() {
        asSuperuser()
                .body(Map.of())
                .post("/api/fleet/epm/packages")
                .then()
                .statusCode(415)
                .body("message", equalTo("Unsupported Media Type"));
    }

    @Test
    void uploadingNeedsBothPrivileges() {
        with("integrations-all")
                .contentType("application/json")
                .post("/api/fleet/epm/packages")
                .then()
                .statusCode(403)
                .body("message", containsString("[fleet-agent-policies-all]"));
    }

    @Test
    void aDeletedPackageIsGoneEverywhere() {
        var archive = TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        TestPackages.remove(archive)
                .statusCode(200)
                .body("items.type", hasItem("dashboard"))
                .body("items.type", hasItem("ingest_pipeline"));

        asSuperuser().get("/api/fleet/epm/packages/{name}", name).then().statusCode(404);
        assertThat(stored.count("package_file where name = ?1", name)).isZero();
        var event = TestPackages.events("fleet.package.removed", name, 1).get(0).data();
        assertThat(event.path("version").asText()).isEqualTo("1.0.0");
        assertThat(event.path("kibana_assets"))
                .extracting(asset -> asset.path("id").asText())
                .containsExactly(name + "-overview", name + "-rain", "fleet-pkg-" + name + "-default");
        TestPackages.remove(archive).statusCode(400).body("message", equalTo(name + " is not installed"));
    }

    @Test
    void deletingNeedsBothPrivileges() {
        var archive = TestPackages.install(PackageArchives.empty(name, "1.0.0"));

        with("integrations-all", "integrations-read")
                .delete("/api/fleet/epm/packages/{name}/{version}", name, archive.version())
                .then()
                .statusCode(403);

        assertThat(TestPackages.info(name).getString("status")).isEqualTo("installed");
    }

    @Test
    void filesOfThePackageAreAnswered() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0").with("img/rain.bin", new byte[] {1}));

        file("img/logo.svg")
                .statusCode(200)
                .header("content-type", "image/svg+xml")
                .header("cache-control", "max-age=600")
                .body(notNullValue());
        file("docs/README.md")
                .statusCode(200)
                .header("content-type", equalTo("text/markdown; charset=utf-8"))
                .body(equalTo("# Weather\n"));
        file("docs/missing.md")
                .statusCode(404)
                .body("message", equalTo("installed package file not found: docs/missing.md"));
        file("img/rain.bin")
                .statusCode(400)
                .body(
                        "message",
                        equalTo("File content type \"application/octet-stream\" is not allowed to be retrieved"));
    }

    private ValidatableResponse file(String path) {
        return TestPackages.file("/api/fleet/epm/packages/" + name + "/1.0.0/" + path);
    }

    @Test
    void aPathThatClimbsFindsNothing() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        for (var path :
                new String[] {"..%2f..%2fetc%2fpasswd", "img/..%2Flogo.svg", "%2Fetc%2Fpasswd", "img%5Clogo.svg"}) {
            file(path).statusCode(404);
        }
    }

    @Test
    void installedPackagesAreListedPageByPage() {
        TestPackages.install(PackageArchives.integration(name + "_a", "1.0.0"));
        TestPackages.install(PackageArchives.integration(name + "_b", "1.0.0"));
        TestPackages.install(PackageArchives.empty(name + "_c", "1.0.0"));

        var first = asSuperuser()
                .queryParam("nameQuery", name)
                .queryParam("perPage", 2)
                .get("/api/fleet/epm/packages/installed")
                .then()
                .statusCode(200)
                .body("total", equalTo(3))
                .body("items.name", equalTo(List.of(name + "_a", name + "_b")))
                .body("items[0].dataStreams[0].name", equalTo("metrics-" + name + "_a.rain-*"))
                .body("items[0].dataStreams[0].title", equalTo("rain"))
                .extract()
                .jsonPath();
        asSuperuser()
                .queryParam("nameQuery", name)
                .queryParam("searchAfter", "[\"" + first.getString("searchAfter[0]") + "\"]")
                .get("/api/fleet/epm/packages/installed")
                .then()
                .statusCode(200)
                .body("items.name", equalTo(List.of(name + "_c")));
        asSuperuser()
                .queryParam("nameQuery", name)
                .queryParam("dataStreamType", "logs")
                .get("/api/fleet/epm/packages/installed")
                .then()
                .statusCode(200)
                .body("total", equalTo(0))
                .body("items", hasSize(0));
    }

    @Test
    void policiesOfAPackageMayBeKeptUpToDate() {
        TestPackages.install(PackageArchives.empty(name, "1.0.0"));

        asSuperuser()
                .body(Map.of("keepPoliciesUpToDate", true))
                .put("/api/fleet/epm/packages/{name}/{version}", name, "1.0.0")
                .then()
                .statusCode(200)
                .body("item.keepPoliciesUpToDate", equalTo(true));
        asSuperuser()
                .body(Map.of("keepPoliciesUpToDate", true))
                .put("/api/fleet/epm/packages/{name}", name + "_other")
                .then()
                .statusCode(404)
                .body("message", equalTo("Error while updating package: " + name + "_other is not installed"));
    }
}
