package dev.garrison.fleet.epm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.garrison.platform.http.ApiException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PackagesTest {
    @Inject
    Packages packages;

    @Test
    void bundledPackagesAreFoundAndInstalledOnce() {
        var content = packages.find("apm", "1.0.0");
        var template = content.manifest().policyTemplate("apmserver").orElseThrow();
        assertThat(template.isMultiple()).isFalse();
        assertThat(content.template(template.inputs().get(0)).orElseThrow()).contains("apm-server:");

        var first = packages.ensureInstalled("apm", null, "default");
        var second = packages.ensureInstalled("apm", "1.0.0", "default");

        assertThat(first.version()).isEqualTo("1.0.0");
        assertThat(first.keepPoliciesUpToDate()).isTrue();
        assertThat(second.updatedAt()).isEqualTo(first.updatedAt());
        assertThat(packages.findStored("apm", "1.0.0")).contains(content);
    }

    @Test
    void aPackageOfNoSourceIsNotFound() {
        assertThatThrownBy(() -> packages.ensureInstalled("nowhere", null, "default"))
                .isInstanceOf(ApiException.class)
                .hasMessage("[nowhere] package not found in registry");
        assertThatThrownBy(() -> packages.find("apm", "9.9.9"))
                .isInstanceOf(ApiException.class)
                .hasMessage("[apm] package not found in registry");
    }
}
