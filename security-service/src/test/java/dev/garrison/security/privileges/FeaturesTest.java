package dev.garrison.security.privileges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.garrison.security.privileges.DeprecatedFeature.FeaturePrivilege;
import dev.garrison.security.privileges.Feature.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {
    /** No feature gives these: a superuser holds them, or a service account. */
    private static final Set<String> NOT_BY_FEATURE =
            Set.of("fleet-setup", "sessionManagement", "rotateEncryptionKey", "space:manage", "login:");

    @Test
    void everyPrivilegeThatAnOperationMayAskForIsGrantedBySomeFeature() throws IOException {
        var granted = new HashSet<String>();
        for (var feature : Features.current()) {
            granted.addAll(feature.granted("all"));
            feature.subFeatures()
                    .forEach(sub -> sub.privileges().forEach(privilege -> granted.addAll(privilege.grants())));
        }

        var wanted = privilegesInUse();

        assertThat(wanted).hasSizeGreaterThan(60);
        wanted.removeAll(NOT_BY_FEATURE);
        assertThat(granted).containsAll(wanted);
        assertThat(granted).doesNotContainAnyElementsOf(NOT_BY_FEATURE);
    }

    @Test
    void idsOfFeaturesAndOfTheirSubFeaturesAreUnique() {
        assertThat(Features.current().stream().map(Feature::id)).doesNotHaveDuplicates();
        for (var feature : Features.current()) {
            assertThat(feature.subFeatures().stream()
                            .flatMap(sub -> sub.privileges().stream())
                            .map(Feature.SubPrivilege::id))
                    .as(feature.id())
                    .doesNotHaveDuplicates()
                    .doesNotContain("all", "read", "minimal_all", "minimal_read");
        }
    }

    @Test
    void readNeverGrantsMoreThanAll() {
        for (var feature : Features.current()) {
            assertThat(feature.granted("all")).as(feature.id()).containsAll(feature.granted("read"));
            assertThat(feature.granted("all")).as(feature.id()).containsAll(feature.granted("minimal_all"));
            assertThat(feature.granted("minimal_all")).as(feature.id()).containsAll(feature.granted("minimal_read"));
        }
    }

    @Test
    void readChangesNothing() {
        var writing = Features.baseRead().stream()
                .filter(name -> name.matches(".*(-all|_write|-write.*|/create|/update|/delete|:manage)"))
                .filter(name -> !name.equals("files:manageFiles")) // Kibana's name for looking at them
                .toList();

        assertThat(writing).isEmpty();
    }

    @Test
    void replacementsOfDeprecatedFeaturesExistAndAreNotDeprecated() {
        for (var id : List.of("siem", "discover", "dashboard", "visualize", "maps", "generalCases", "generalCasesV2")) {
            for (var replacement : DeprecatedFeature.find(id).orElseThrow().replacements()) {
                assertThat(Features.find(replacement)).as(replacement).isPresent();
                assertThat(DeprecatedFeature.find(replacement)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "siem                 | all           | siemV2.all securitySolutionTimeline.all securitySolutionNotes.all",
                "siem                 | minimal_read  | siemV2.minimal_read securitySolutionTimeline.minimal_read securitySolutionNotes.minimal_read",
                "siem                 | blocklist_all | siemV2.blocklist_all",
                "discover             | read          | discover_v2.read savedQueryManagement.read",
                "dashboard            | url_create    | dashboard_v2.url_create",
                "visualize            | all           | visualize_v2.all savedQueryManagement.all",
                "maps                 | all           | maps_v2.all savedQueryManagement.all",
                "generalCases         | all           | generalCasesV3.all",
                "generalCases         | minimal_all   | generalCasesV3.minimal_all generalCasesV3.create_comment generalCasesV3.case_reopen generalCasesV3.cases_assign",
                "observabilityCases   | cases_delete  | observabilityCasesV3.cases_delete",
                "securitySolutionCasesV2 | read       | securitySolutionCasesV3.read",
                "siem                 | nope          | ",
            })
    void saysWhatTookTheirPlace(String feature, String privilege, String replacements) {
        assertThat(DeprecatedFeature.find(feature).orElseThrow().replacing(privilege).stream()
                        .map(FeaturesTest::text))
                .containsExactly(replacements == null ? new String[0] : replacements.split(" "));
    }

    @Test
    void everyCategoryHasFeatures() {
        assertThat(Features.current().stream().map(Feature::category).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Category.values());
    }

    private static String text(FeaturePrivilege privilege) {
        return privilege.featureId() + "." + privilege.privilegeId();
    }

    private static Set<String> privilegesInUse() throws IOException {
        try (var file = FeaturesTest.class.getResourceAsStream("/privileges-in-use.txt")) {
            return Stream.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(String::trim)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
