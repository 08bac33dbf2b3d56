package dev.garrison.fleet.epm;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CustomIntegrationTest {
    @Inject
    Stored stored;

    private final String name = PackageArchives.newName();

    private static ValidatableResponse create(String name, List<Map<String, String>> datasets) {
        return asSuperuser()
                .body(Map.of("integrationName", name, "datasets", datasets))
                .post("/api/fleet/epm/custom_integrations")
                .then();
    }

    @Test
    void aPackageIsMadeForTheDatasets() {
        create(name, List.of(Map.of("name", name, "type", "logs"), Map.of("name", name + ".access", "type", "metrics")))
                .statusCode(200)
                .body("_meta.install_source", equalTo("custom"))
                .body("items.id", hasItems("logs-" + name, "metrics-" + name + ".access-1.0.0"));

        var info = TestPackages.info(name);
        assertThat(info.getString("version")).isEqualTo("1.0.0");
        assertThat(info.getString("owner.github")).isEqualTo("elastic");
        assertThat(info.getString("installationInfo.install_source")).isEqualTo("custom");
        assertThat(info.getList("data_streams.dataset")).containsExactly(name, name + ".access");
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        TestPackages.install(PackageArchives.empty(name, "1.0.0"));

        create(name, List.of(Map.of("name", name, "type", "logs")))
                .statusCode(409)
                .body(
                        "message",
                        startsWith("Failed to create the integration as an installation with the name " + name
                                + " already exists"));
        create("elastic_agent", List.of(Map.of("name", "elastic_agent", "type", "logs")))
                .statusCode(409);
    }

    @Test
    void datasetsBelongToTheIntegration() {
        create(name, List.of(Map.of("name", "other", "type", "logs"), Map.of("name", name + "x", "type", "logs")))
                .statusCode(422)
                .body(
                        "message",
                        startsWith("Dataset names 'other, " + name + "x' must either match integration name '" + name
                                + "' exactly"));

        assertThat(stored.count("package where name = ?1", name)).isZero();
    }

    @Test
    void aNameThatIsNoPackagesIsRefused() {
        create("Not-A-Name", List.of(Map.of("name", "Not-A-Name", "type", "logs")))
                .statusCode(400)
                .body("message", containsString("is not a package name"));
    }

    @Test
    void creatingNeedsBothPrivileges() {
        with("fleet-agent-policies-all")
                .body(Map.of("integrationName", name, "datasets", List.of()))
                .post("/api/fleet/epm/custom_integrations")
                .then()
                .statusCode(403);
    }

    @Test
    void nothingIsVerifiedAndNoDataIsSeen() {
        asSuperuser()
                .get("/api/fleet/epm/verification_key_id")
                .then()
                .statusCode(200)
                .body(equalTo("{\"id\":null}"));
        asSuperuser().get("/api/fleet/epm/data_streams").then().statusCode(200).body("items", equalTo(List.of()));
    }
}
