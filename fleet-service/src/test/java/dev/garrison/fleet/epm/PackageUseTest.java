package dev.garrison.fleet.epm;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.Stored;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What depends on who uses a package, with a user of the test's own. */
@QuarkusTest
class PackageUseTest {
    /** Uses the packages that a test names. */
    @ApplicationScoped
    static class TestUse implements PackageUse {
        private final Map<String, String> used = new ConcurrentHashMap<>();
        private final Map<String, String> followed = new ConcurrentHashMap<>();

        void begin(String packageName, String version) {
            used.put(packageName, version);
        }

        void end(String packageName) {
            used.remove(packageName);
        }

        /** The version that policies were to follow to, or null. */
        String followed(String packageName) {
            return followed.get(packageName);
        }

        @Override
        public Counts count(String packageName) {
            return used.containsKey(packageName) ? new Counts(2, 3) : Counts.NONE;
        }

        @Override
        public Collection<String> versions(String packageName) {
            return used.containsKey(packageName) ? List.of(used.get(packageName)) : List.of();
        }

        @Override
        public void release(String packageName, boolean force) {
            if (used.containsKey(packageName) && !force) {
                throw ApiException.badRequest(
                        "Unable to remove package with existing package policy(s) in use by agent(s)");
            }
        }

        @Override
        public void follow(PackageContent content) {
            followed.put(content.manifest().name(), content.manifest().version());
            throw new IllegalStateException("as if its policies could not be upgraded");
        }
    }

    @Inject
    TestUse use;

    @Inject
    Stored stored;

    @Inject
    Packages packages;

    private final String name = PackageArchives.newName();

    @Test
    void aPackageInUseIsRemovedOnlyWithForce() {
        var archive = TestPackages.install(PackageArchives.integration(name, "1.0.0"));
        use.begin(name, "1.0.0");

        TestPackages.remove(archive)
                .statusCode(400)
                .body(
                        "message",
                        equalTo("Unable to remove package with existing package policy(s) in use by agent(s)"));
        assertThat(TestPackages.info(name).getString("status")).isEqualTo("installed");
        assertThat(Events.of("fleet.package.installed", name)).hasSizeLessThan(2);
        asSuperuser()
                .queryParam("force", true)
                .delete("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200);

        assertThat(stored.count("package where name = ?1", name)).isZero();
    }

    @Test
    void whoUsesAPackageIsCounted() {
        TestPackages.install(PackageArchives.empty(name, "1.0.0"));
        use.begin(name, "1.0.0");

        asSuperuser()
                .get("/api/fleet/epm/packages/{name}/stats", name)
                .then()
                .statusCode(200)
                .body("response.agent_policy_count", equalTo(2))
                .body("response.package_policy_count", equalTo(3));
        asSuperuser()
                .get("/api/fleet/epm/packages/{name}/stats", "unknown")
                .then()
                .statusCode(200)
                .body("response.package_policy_count", equalTo(0));
        asSuperuser()
                .queryParam("withMetadata", true)
                .get("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200)
                .body("metadata.has_policies", equalTo(true));
    }

    @Test
    void aVersionInUseKeepsItsFiles() {
        TestPackages.install(PackageArchives.integration(name, "1.0.0"));
        use.begin(name, "1.0.0");

        TestPackages.install(PackageArchives.integration(name, "1.1.0"));

        assertThat(packages.findStored(name, "1.0.0")).isPresent();
        use.end(name);
        TestPackages.install(PackageArchives.integration(name, "1.2.0"));
        assertThat(packages.findStored(name, "1.0.0")).isEmpty();
    }

    @Test
    void policiesFollowAnUpgradeWhereTheyAreToAndCannotBreakIt() {
        TestPackages.install(PackageArchives.empty(name, "1.0.0"));
        TestPackages.install(PackageArchives.empty(name, "1.1.0"));
        assertThat(use.followed(name)).isNull();
        asSuperuser()
                .body(Map.of("keepPoliciesUpToDate", true))
                .put("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200);

        TestPackages.install(PackageArchives.empty(name, "1.2.0"));

        assertThat(use.followed(name)).isEqualTo("1.2.0");
        assertThat(TestPackages.info(name).getString("version")).isEqualTo("1.2.0");
    }
}
