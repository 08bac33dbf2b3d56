package dev.garrison.security.privileges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectivePrivilegesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUPERUSER = "{'cluster':['all'],'indices':[{'names':['*'],'privileges':['all']}],"
            + "'applications':[{'application':'*','privileges':['*'],'resources':['*']}]}";

    /** privileges | resources | application | space | held there | not held there */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // base privileges
                "all              | *                 | kibana-.kibana | any       | fleet-all space:manage login: | sessionManagement",
                "all              | *                 | kibana-.kibana | any       | saved_object:dashboard/create | rotateEncryptionKey",
                "read             | *                 | kibana-.kibana | any       | fleet-read integrations-read saved_object:dashboard/get | fleet-all space:manage saved_object:dashboard/create",
                "space_all        | space:marketing   | kibana-.kibana | marketing | fleet-all indexPatterns:manage | space:manage",
                "space_all        | space:marketing   | kibana-.kibana | default   | | login: fleet-all saved_object:config/get",
                "space_read       | space:marketing   | kibana-.kibana | marketing | lists-read login:        | lists-all",
                "all              | space:marketing   | kibana-.kibana | marketing | fleet-all               | space:manage",
                "all              | space:*           | kibana-.kibana | marketing | fleet-all               | space:manage",
                "all              | space:mark*       | kibana-.kibana | sales     |                         | login:",
                "space_all        | space:a,space:b   | kibana-.kibana | b         | fleet-all               | space:manage",
                // what base all leaves out: sub-features that are given by their own id only
                "all              | *                 | kibana-.kibana | any       | securitySolution-showEndpointExceptions | securitySolution-writeHostIsolation securitySolution-readEndpointList securitySolution-writePolicyManagement",
                "all              | *                 | kibana-.kibana | any       | fleet-agents-all fleet-agent-policies-all fleet-settings-all apm_settings_write | fleet-setup",
                "read             | *                 | kibana-.kibana | any       | fleet-agents-read fleet-agent-policies-read fleet-settings-read | fleet-agents-all apm_settings_write",
                // features
                "feature_indexPatterns.all  | *       | kibana-.kibana | any       | indexPatterns:manage saved_object:index-pattern/delete login: | saved_object:dashboard/get",
                "feature_indexPatterns.read | *       | kibana-.kibana | any       | saved_object:index-pattern/get | indexPatterns:manage saved_object:index-pattern/delete",
                "feature_fleetv2.all        | *       | kibana-.kibana | any       | fleet-all fleet-read fleet-agents-all fleet-settings-read | integrations-read",
                "feature_fleetv2.minimal_all | *      | kibana-.kibana | any       | fleet-all fleet-read    | fleet-agents-all fleet-agents-read",
                "feature_fleetv2.read       | *       | kibana-.kibana | any       | fleet-read fleet-agents-read | fleet-agents-all fleet-all",
                "feature_fleetv2.minimal_read | *     | kibana-.kibana | any       | fleet-read              | fleet-agents-read",
                "feature_fleetv2.agents_all | *       | kibana-.kibana | any       | fleet-agents-all fleet-agents-read | fleet-read",
                "feature_fleet.all          | *       | kibana-.kibana | any       | integrations-all integrations-read | fleet-read",
                "feature_siemV2.read        | *       | kibana-.kibana | any       | securitySolution lists-read | lists-all lists-summary timeline_read securitySolution-entity-analytics",
                "feature_siemV2.all         | *       | kibana-.kibana | any       | lists-all lists-summary securitySolution-entity-analytics alerting:siem/rule/create | timeline_read securitySolution-writeHostIsolation",
                "feature_siemV2.host_isolation_all | * | kibana-.kibana | any      | securitySolution-writeHostIsolation securitySolution-writeHostIsolationRelease | securitySolution",
                "feature_siemV2.trusted_applications_read | * | kibana-.kibana | any | lists-read lists-summary securitySolution-readTrustedApplications | lists-all",
                "feature_apm.all            | space:o11y | kibana-.kibana | o11y   | apm apm_write apm_settings_write alerting:apm/rule/create | alerting:stackAlerts/rule/get",
                "feature_apm.minimal_all    | space:o11y | kibana-.kibana | o11y   | apm apm_write           | apm_settings_write",
                "feature_generalCasesV3.all | *       | kibana-.kibana | any       | cases:cases/createCase cases:cases/deleteCase cases:cases/createConfiguration casesFilesCasesDelete | cases:securitySolution/getCase",
                "feature_generalCasesV3.minimal_all | * | kibana-.kibana | any     | cases:cases/createCase cases:cases/updateCase | cases:cases/deleteCase cases:cases/createComment cases:cases/reopenCase cases:cases/assignCase",
                "feature_generalCasesV3.read | *      | kibana-.kibana | any       | cases:cases/getCase     | cases:cases/createCase cases:cases/createComment",
                "feature_securitySolutionCasesV3.case_reopen | * | kibana-.kibana | any | cases:securitySolution/reopenCase | cases:securitySolution/getCase",
                "feature_actions.read       | *       | kibana-.kibana | any       | actions:get actions:execute | actions:create",
                "feature_stackAlerts.read   | *       | kibana-.kibana | any       | alerting:stackAlerts/rule/get | alerting:stackAlerts/rule/create",
                "feature_savedObjectsManagement.read | * | kibana-.kibana | any    | copySavedObjectsToSpaces saved_object:tag/get | savedObjectsManagement:copyIntoSpace saved_object:tag/update",
                "feature_securitySolutionAssistant.minimal_all | * | kibana-.kibana | any | elasticAssistant  | manageGlobalKnowledgeBaseAIAssistant",
                "feature_securitySolutionAssistant.read | * | kibana-.kibana | any | login:                | elasticAssistant",
                // deprecated features grant what replaced them does
                "feature_siem.all           | *       | kibana-.kibana | any       | securitySolution timeline_write notes_write | securitySolution-writeHostIsolation",
                "feature_siem.read          | *       | kibana-.kibana | any       | securitySolution timeline_read notes_read | timeline_write",
                "feature_siem.host_isolation_all | *  | kibana-.kibana | any       | securitySolution-writeHostIsolation | timeline_read",
                "feature_dashboard.all      | *       | kibana-.kibana | any       | saved_object:dashboard/create savedQuery:manage saved_object:url/create | saved_object:map/create",
                "feature_dashboard.minimal_all | *    | kibana-.kibana | any       | saved_object:dashboard/create | saved_object:url/create",
                "feature_generalCases.minimal_all | * | kibana-.kibana | any       | cases:cases/createComment cases:cases/reopenCase | cases:cases/deleteCase",
                "feature_generalCasesV2.minimal_all | * | kibana-.kibana | any     | cases:cases/assignCase  | cases:cases/createComment",
                // unknown names grant nothing, not even entering
                "feature_nope.all           | *       | kibana-.kibana | any       |                         | login:",
                "feature_fleetv2.nope       | *       | kibana-.kibana | any       |                         | login:",
                "feature_fleetv2            | *       | kibana-.kibana | any       |                         | login:",
                "feature_.all               | *       | kibana-.kibana | any       |                         | login:",
                "feature_fleet*             | *       | kibana-.kibana | any       |                         | login:",
                "manage                     | *       | kibana-.kibana | any       |                         | login:",
                "reserved_nope              | *       | kibana-.kibana | any       |                         | login:",
                // applications and wildcards
                "all              | *                 | kibana-*       | any       | fleet-all               | sessionManagement",
                "all              | *                 | *              | any       | fleet-all               | sessionManagement",
                "all              | *                 | kibana-.other  | any       |                         | login:",
                "all              | *                 | logstash       | any       |                         | login:",
                "*                | space:marketing   | kibana-.kibana | marketing | fleet-all indexPatterns:manage login: | space:manage sessionManagement fleet-setup",
                "*                | space:marketing   | *              | default   |                         | login:",
                "reserved_fleet-setup | *             | kibana-*       | any       | fleet-setup login:      | fleet-all",
            })
    void worksOutWhatAnApplicationPrivilegeGrants(
            String privilege, String resources, String application, String space, String held, String notHeld) {
        var role = role(("{'applications':[{'application':'%s','privileges':['%s'],'resources':['%s']}]}")
                .formatted(application, privilege, resources.replace(",", "','")));

        var privileges = EffectivePrivileges.ofRoles(List.of(role)).at(space);

        assertThat(privileges).containsAll(names(held)).doesNotContainAnyElementsOf(names(notHeld));
        assertThat(privileges).doesNotContain("*");
    }

    @ParameterizedTest
    @CsvSource({"*,*", "*,kibana-*", "*,kibana-.kibana"})
    void everythingEverywhereIsASuperuser(String privilege, String application) {
        var role = role("{'applications':[{'application':'%s','privileges':['%s'],'resources':['*']}]}"
                .formatted(application, privilege));

        assertThat(EffectivePrivileges.ofRoles(List.of(role)).at("any")).containsExactly("*");
    }

    @Test
    void rolesAndEntriesAddUp() {
        var privileges = EffectivePrivileges.ofRoles(
                List.of(
                        kibana("feature_fleet.read", "space:a"),
                        kibana("feature_apm.read", "*"),
                        role(
                                "{'applications':[{'application':'kibana-.kibana','privileges':['feature_osquery.read'],'resources':['space:b']},"
                                        + "{'application':'kibana-.kibana','privileges':['feature_fleet.all'],'resources':['space:b']}]}")));

        assertThat(privileges.at("a"))
                .contains("integrations-read", "apm")
                .doesNotContain("integrations-all", "osquery-read");
        assertThat(privileges.at("b")).contains("integrations-all", "apm", "osquery-read");
        assertThat(privileges.at("c")).contains("apm").doesNotContain("integrations-read");
    }

    @Test
    void nobodyIsGrantedAnything() {
        var nobody = EffectivePrivileges.ofRoles(List.of());

        assertThat(nobody.at("default")).isEmpty();
        assertThat(nobody.cluster()).isEmpty();
        assertThat(nobody.onIndex("logs", "read")).isFalse();
    }

    @Test
    void aRoleWithNoneOfTheSectionsGrantsNothing() {
        assertThat(EffectivePrivileges.ofRoles(List.of(role("{}"))).at("default"))
                .isEmpty();
        assertThat(EffectivePrivileges.ofRoles(List.of(role("{}"))).cluster()).isEmpty();
    }

    /** descriptor's privilege and resource | owner's | space | held | not held */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                         | *          | all               | *         | any | fleet-all space:manage  | sessionManagement",
                "all                       | *          | read              | *         | any | fleet-read              | fleet-all space:manage",
                "read                      | *          | all               | *         | any | fleet-read              | fleet-all space:manage",
                "feature_indexPatterns.all | *          | all               | *         | any | indexPatterns:manage    | fleet-read",
                "feature_indexPatterns.all | *          | feature_fleet.all | *         | any | login:                  | indexPatterns:manage integrations-read",
                "all                       | *          | space_all         | space:a   | a   | fleet-all               | space:manage",
                "all                       | *          | space_all         | space:a   | b   |                         | login: fleet-all",
                "space_all                 | space:b    | space_all         | space:a   | a   |                         | login:",
                "space_all                 | space:a    | all               | *         | a   | fleet-all               | space:manage",
                "feature_fleetv2.all       | *          | feature_fleetv2.agents_read | * | any | fleet-agents-read     | fleet-agents-all fleet-read",
                "feature_nope.all          | *          | all               | *         | any |                         | login:",
            })
    void anApiKeyHoldsWhatBothItAndItsOwnerAreGranted(
            String own,
            String ownResource,
            String owners,
            String ownersResource,
            String space,
            String held,
            String notHeld) {
        var key = EffectivePrivileges.ofApiKey(
                map("own", kibana(own, ownResource)), map("owner", kibana(owners, ownersResource)));

        assertThat(key.at(space)).containsAll(names(held)).doesNotContainAnyElementsOf(names(notHeld));
    }

    @Test
    void aSuperusersKeyIsNoSuperuserUnlessItSaysSo() {
        var owner = map("superuser", role(SUPERUSER));

        assertThat(EffectivePrivileges.ofApiKey(null, owner).at("a")).containsExactly("*");
        assertThat(EffectivePrivileges.ofApiKey(role("{}"), owner).at("a")).containsExactly("*");
        assertThat(EffectivePrivileges.ofApiKey(map("all", role(SUPERUSER)), owner)
                        .at("a"))
                .containsExactly("*");
        assertThat(EffectivePrivileges.ofApiKey(map("own", role("{'cluster':['monitor']}")), owner)
                        .at("a"))
                .as("descriptors without applications, as agents' keys have them")
                .isEmpty();
        assertThat(EffectivePrivileges.ofApiKey(map("own", kibana("feature_fleet.read", "*")), owner)
                        .at("a"))
                .contains("integrations-read")
                .doesNotContain("*", "integrations-all");
    }

    @Test
    void aKeyNeverExceedsItsOwnerWhateverItsDescriptorsSay() {
        var owner = map("reader", kibana("feature_fleet.read", "space:a"));
        var key = EffectivePrivileges.ofApiKey(map("all", role(SUPERUSER)), owner);

        assertThat(key.at("a"))
                .isEqualTo(EffectivePrivileges.ofRoles(owner).at("a"))
                .contains("integrations-read");
        assertThat(key.at("b")).isEmpty();
        assertThat(key.cluster()).isEmpty();
        assertThat(key.onIndex("logs", "read")).isFalse();
    }

    /** role's | owner's, or none for a user | held | not held */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all                |                    | all                                  | monitor",
                "manage_security    |                    | manage_security read_security manage_api_key manage_own_api_key manage_service_account | all monitor manage",
                "MANAGE_SECURITY    |                    | read_security                        | all",
                "manage_api_key     |                    | manage_own_api_key manage_api_key    | read_security",
                "read_security      |                    | read_security                        | manage_own_api_key",
                "monitor            |                    | monitor monitor_ml                   | manage",
                "manage             |                    | monitor manage_ml monitor_ml read_ilm | manage_security read_security manage_api_key",
                "none               |                    |                                      | none",
                "cluster:admin/x    |                    | cluster:admin/x                      | all",
                "all                | manage_security    | manage_security read_security        | all",
                "manage_security    | all                | read_security                        | all",
                "manage_security    | manage_own_api_key | manage_own_api_key                   | manage_security read_security manage_api_key",
                "manage_own_api_key | manage_security    | manage_own_api_key                   | manage_security",
                "monitor            | manage_security    |                                      | monitor read_security",
            })
    void worksOutClusterPrivileges(String own, String owners, String held, String notHeld) {
        var role = role("{'cluster':['%s']}".formatted(own));
        var privileges = owners == null
                ? EffectivePrivileges.ofRoles(List.of(role))
                : EffectivePrivileges.ofApiKey(
                        map("own", role), map("owner", role("{'cluster':['%s']}".formatted(owners))));

        assertThat(privileges.cluster()).containsAll(names(held)).doesNotContainAnyElementsOf(names(notHeld));
    }

    /** names ; privileges ; index ; asked ; held */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "logs-*                      ; read        ; logs-nginx-default            ; read       ; true",
                "logs-*                      ; read        ; logs-nginx-default            ; write      ; false",
                "logs-*                      ; all         ; logs-nginx-default            ; create_doc ; true",
                "logs-*                      ; write       ; logs-nginx-default            ; create_doc ; true",
                "logs-*                      ; index       ; logs-nginx-default            ; create     ; true",
                "logs-*                      ; create_doc  ; logs-nginx-default            ; index      ; false",
                "logs-*                      ; manage      ; logs-nginx-default            ; view_index_metadata ; true",
                "logs-*                      ; manage      ; logs-nginx-default            ; read       ; false",
                "metrics-*,logs-?            ; read        ; logs-a                        ; read       ; true",
                "metrics-*,logs-?            ; read        ; logs-ab                       ; read       ; false",
                ".alerts-security.alerts-a   ; write       ; .alerts-security.alerts-a     ; index      ; true",
                ".alerts-security.alerts-a   ; write       ; .alerts-security.alerts-b     ; index      ; false",
                ".alerts-security.alerts-a   ; write       ; xalerts-securityxalerts-a     ; index      ; false",
                "*                           ; none        ; logs                          ; none       ; false",
                "/~(([.]|ilm-history-).*)/   ; read        ; logs                          ; read       ; true",
                "/~(([.]|ilm-history-).*)/   ; read        ; .alerts                       ; read       ; false",
                "/logs.*/                    ; read        ; logs-a                        ; read       ; false",
            })
    void worksOutIndexPrivileges(String patterns, String privilege, String index, String asked, boolean held) {
        var role = role("{'indices':[{'names':['%s'],'privileges':['%s']}]}"
                .formatted(patterns.replace(",", "','"), privilege));
        var key = map("own", role);

        assertThat(EffectivePrivileges.ofRoles(List.of(role)).onIndex(index, asked))
                .isEqualTo(held);
        assertThat(EffectivePrivileges.ofApiKey(key, map("o", role(SUPERUSER))).onIndex(index, asked))
                .isEqualTo(held);
        assertThat(EffectivePrivileges.ofApiKey(key, map("o", role("{}"))).onIndex(index, asked))
                .isFalse();
    }

    @Test
    void aPatternMadeToBeSlowIsNot() {
        var pattern = "*a".repeat(500) + "b";

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThat(EffectivePrivileges.matches(pattern, "a".repeat(5000)))
                        .isFalse());
    }

    @Test
    void aTokenOfAllFeaturesStaysSmall() {
        var names = EffectivePrivileges.ofRoles(List.of(kibana("all", "*"))).at("default");

        assertThat(String.join("\",\"", names).length())
                .as("characters that go with every request of such a user")
                .isLessThan(16_000);
    }

    private static JsonNode kibana(String privilege, String resource) {
        return role("{'applications':[{'application':'kibana-.kibana','privileges':['%s'],'resources':['%s']}]}"
                .formatted(privilege, resource));
    }

    private static JsonNode map(String name, JsonNode role) {
        return JSON.createObjectNode().set(name, role);
    }

    private static JsonNode role(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static Set<String> names(String names) {
        return names == null ? Set.of() : Stream.of(names.split(" ")).collect(java.util.stream.Collectors.toSet());
    }
}
