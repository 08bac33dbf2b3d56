package dev.garrison.fleet.epm;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Kibana assets of packages in the space of the install and in others. */
@QuarkusTest
class KibanaAssetsTest {
    private final String name = PackageArchives.newName();

    private static RequestSpecification inSpace(String space) {
        return as(Tokens.of("elastic", space, Set.of("*"), Set.of("all")));
    }

    private ValidatableResponse add(String space, String version) {
        return inSpace(space)
                .post("/api/fleet/epm/packages/{name}/{version}/kibana_assets?force=true", name, version)
                .then();
    }

    private ValidatableResponse take(String space, String version) {
        return inSpace(space)
                .delete("/api/fleet/epm/packages/{name}/{version}/kibana_assets", name, version)
                .then();
    }

    @Test
    void anotherSpaceGetsCopiesThatReferToEachOther() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        add("marketing", "1.0.0").statusCode(200).body("success", equalTo(true));

        var copies = TestPackages.info(name)
                .<Map<String, String>>getList("installationInfo.additional_spaces_installed_kibana.marketing");
        assertThat(copies).extracting(copy -> copy.get("originId")).containsExactly(name + "-overview", name + "-rain");
        var event = TestPackages.events("fleet.package.kibana_assets", name, 1)
                .get(0)
                .data();
        assertThat(event.path("space").asText()).isEqualTo("marketing");
        assertThat(event.path("action").asText()).isEqualTo("installed");
        assertThat(event.at("/assets/0/id").asText()).isEqualTo(copies.get(0).get("id"));
        assertThat(event.at("/assets/0/references/0/id").asText())
                .isEqualTo(copies.get(1).get("id"));
    }

    @Test
    void anUpgradeReachesAllSpacesAndARemovalToo() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));
        add("marketing", "1.0.0").statusCode(200);

        var archive =
                TestPackages.install(PackageArchives.integration(name, "1.1.0").without("kibana/search/rain.json"));

        assertThat(TestPackages.info(name).getList("installationInfo.additional_spaces_installed_kibana.marketing"))
                .hasSize(1);
        var upgrade =
                TestPackages.events("fleet.package.installed", name, 2).get(1).data();
        assertThat(upgrade.path("removed_kibana_assets"))
                .extracting(asset -> asset.path("space").asText())
                .containsExactlyInAnyOrder("default", "marketing");

        TestPackages.remove(archive).statusCode(200).body("items.findAll { it.type == 'dashboard' }", hasSize(1));
        var removal =
                TestPackages.events("fleet.package.removed", name, 1).get(0).data();
        assertThat(removal.path("kibana_assets"))
                .extracting(asset -> asset.path("id").asText())
                .contains("fleet-pkg-" + name + "-default", "fleet-pkg-" + name + "-marketing");
    }

    @Test
    void anotherSpaceMayGiveThemBack() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));
        add("marketing", "1.0.0").statusCode(200);

        take("default", "1.0.0")
                .statusCode(400)
                .body(
                        "message",
                        equalTo(
                                "Impossible to delete kibana assets from the space where the package was installed, you must uninstall the package."));
        take("marketing", "1.0.0").statusCode(200).body("success", equalTo(true));

        assertThat((Object) TestPackages.info(name).get("installationInfo.additional_spaces_installed_kibana"))
                .isNull();
        var events = TestPackages.events("fleet.package.kibana_assets", name, 2);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).data().path("action").asText()).isEqualTo("removed");
    }

    @Test
    void aDeletedSpaceTakesItsAssetsAlong() {
        var first = "s" + UUID.randomUUID();
        var second = "s" + UUID.randomUUID();
        inSpace(first)
                .body(Map.of("integrationName", name, "datasets", List.of()))
                .post("/api/fleet/epm/custom_integrations")
                .then()
                .statusCode(200);
        var other = TestPackages.install(PackageArchives.integration(name + "_b", "1.0.0"));
        inSpace(second)
                .post("/api/fleet/epm/packages/{name}/{version}/kibana_assets", other.name(), other.version())
                .then()
                .statusCode(200);

        for (var space : List.of(first, second)) {
            var data = "{\"spaceId\":\"%s\",\"createdBefore\":\"%s\"}".formatted(space, Instant.now());
            Events.send(UUID.randomUUID().toString(), "security.space.deleted", space, data);
        }

        await().untilAsserted(() -> {
            assertThat(TestPackages.info(name).getString("installationInfo.installed_kibana_space_id"))
                    .isEqualTo("default");
            assertThat((Object)
                            TestPackages.info(other.name()).get("installationInfo.additional_spaces_installed_kibana"))
                    .isNull();
        });
        assertThat(TestPackages.info(other.name()).getList("installationInfo.installed_kibana"))
                .hasSize(2);
    }

    @Test
    void onlyTheInstalledVersionHasAssets() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        add("marketing", "1.1.0").statusCode(404).body("message", equalTo("Requested version is not installed"));
        take("marketing", "1.1.0").statusCode(404).body("message", equalTo("Version is not installed"));

        assertThat(Events.of("fleet.package.kibana_assets", name)).isEmpty();
    }

    @Test
    void assetsAreLookedUpByTypeAndId() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));

        asSuperuser()
                .body(Map.of(
                        "assetIds",
                        List.of(
                                Map.of("type", "search", "id", name + "-rain"),
                                Map.of("type", "dashboard", "id", "unknown"),
                                Map.of("type", "dashboard", "id", name + "-overview"))))
                .post("/api/fleet/epm/bulk_assets")
                .then()
                .statusCode(200)
                .body("items.attributes.title", equalTo(List.of("All rain", "Rain")))
                .body("items[1].appLink", equalTo("/app/dashboards#/view/" + name + "-overview"));
    }

    @Test
    void manyAssetsGoInSeveralMessages() {
        var archive = PackageArchives.empty(name, "1.0.0");
        for (int i = 0; i < 6; i++) {
            archive.with(
                    "kibana/dashboard/" + i + ".json",
                    "{\"id\": \"" + name + i + "\", \"type\": \"dashboard\", \"attributes\": {\"title\": \""
                            + "x".repeat(200_000) + "\"}}");
        }

        TestPackages.install(archive);

        var first =
                TestPackages.events("fleet.package.installed", name, 1).get(0).data();
        var rest = TestPackages.events("fleet.package.kibana_assets", name, 2);
        assertThat(first.path("kibana_assets")).hasSize(2);
        assertThat(rest.get(0).data().path("assets")).hasSize(2);
        assertThat(rest.get(1).data().path("assets")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void tagsLeadToThePackagesObjects() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0")
                .with("kibana/tags.yml", "- text: Rainfall\n  asset_types: [search]\n"));

        var assets = TestPackages.events("fleet.package.installed", name, 1)
                .get(0)
                .data()
                .path("kibana_assets");
        assertThat(assets)
                .filteredOn(asset -> asset.path("type").asText().equals("tag"))
                .extracting(asset -> asset.at("/attributes/name").asText())
                .containsExactly("Managed", "Weather", "Rainfall");
        assertThat(assets.get(0).path("references"))
                .extracting(reference -> reference.path("id").asText())
                .containsExactly(name + "-rain", "fleet-managed-default", "fleet-pkg-" + name + "-default");
        assertThat(assets.get(1).path("references")).hasSize(3);
        assertThat(TestPackages.info(name).getList("asset_tags.text")).isEqualTo(List.of("Rainfall"));
    }

    @Test
    void otherFoldersAndTypesAreLeftOut() {
        TestPackages.upload(
                        PackageArchives.empty(name, "1.0.0")
                                .with("kibana/slo/a.json", "{\"id\": \"a\", \"type\": \"slo\"}")
                                .with("kibana/dashboard/b.json", "{\"id\": \"b\", \"type\": \"lens\"}")
                                .with(
                                        "kibana/index_pattern/c.json",
                                        "{\"id\": \"logs-*\", \"type\": \"index-pattern\"}")
                                .with("kibana/index_pattern/d.json", "{\"id\": \"" + name + "-*\"}")
                                .zip(),
                        "application/zip")
                .statusCode(200)
                .body("items", equalTo(List.of(Map.of("type", "index-pattern", "id", name + "-*"))));
    }

    @Test
    void transformsOfThePackageNeedNoAuthorization() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0")
                .with("elasticsearch/transform/latest/transform.yml", "_meta:\n  fleet_transform_version: 0.2.0\n"));
        var own = "logs-" + name + ".latest-default-0.2.0";

        asSuperuser()
                .body(Map.of("transforms", List.of(Map.of("transformId", own), Map.of("transformId", "another"))))
                .post("/api/fleet/epm/packages/{name}/{version}/transforms/authorize", name, "1.0.0")
                .then()
                .statusCode(200)
                .body("transformId", equalTo(List.of(own, "another")))
                .body("success", equalTo(List.of(true, false)))
                .body("[0].error", equalTo(null));
    }
}
