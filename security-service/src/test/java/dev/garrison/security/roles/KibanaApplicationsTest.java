package dev.garrison.security.roles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KibanaApplicationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** application privileges resources, several entries parted by ; | what Kibana shows of each */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kibana-.kibana all *                               | [all] {} [*]",
                "kibana-.kibana read *                              | [read] {} [*]",
                "kibana-.kibana space_all space:a,space:b           | [all] {} [a, b]",
                "kibana-.kibana space_read space:default            | [read] {} [default]",
                "kibana-.kibana feature_apm.all,feature_apm.settings_save,feature_x.y * | [] {apm=[all, settings_save], x=[y]} [*]",
                "kibana-.kibana feature_fleetv2.all *               | [] {fleetv2=[all]} [*]",
                "kibana-.kibana feature_fleetv2.minimal_all space:a | [] {fleetv2=[minimal_all]} [a]",
                "kibana-.kibana feature_siem.endpoint_list_all *    | [] {siem=[endpoint_list_all]} [*]",
                "kibana-.kibana nonsense *                          | [] {} [*]",
                "kibana-* reserved_monitoring *                     | [] {} [*] reserved [monitoring]",
                "kibana-.kibana space_all space:a;kibana-.kibana space_read space:b | [all] {} [a] & [read] {} [b]",
                "kibana-.kibana all *;logstash x *                  | [all] {} [*]",
                "logstash x *                                       | ''",
            })
    void showsWhatKibanaHasWordsFor(String applications, String shown) {
        assertThat(KibanaApplications.shown(parse(applications)).orElseThrow().stream()
                        .map(privilege -> privilege.base() + " " + privilege.feature() + " " + privilege.spaces()
                                + (privilege.reserved() == null ? "" : " reserved " + privilege.reserved())))
                .containsExactly(shown.isEmpty() ? new String[0] : shown.split(" & "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kibana-.kibana space_all *",
                "kibana-.kibana all space:a",
                "kibana-.kibana read space:a",
                "kibana-.kibana all,feature_apm.all *",
                "kibana-.kibana space_read,feature_apm.all space:a",
                "kibana-.kibana all *,space:a",
                "kibana-.kibana space_all a",
                "kibana-.kibana space_all space:a;kibana-.kibana space_read space:b,space:a",
                "kibana-.kibana all *;kibana-* reserved_monitoring *",
                "kibana-.kibana reserved_monitoring *",
                "kibana-* reserved_monitoring space:a",
                "kibana-* reserved_monitoring,all *",
                "kibana-.kibana feature_fleetv2.all space:a",
                "kibana-.kibana feature_fleetv2.read space:a",
                "kibana-.kibana feature_siemV2.endpoint_list_all space:a",
                "kibana-.kibana feature_siem.host_isolation_all space:a",
            })
    void saysSoWhereItHasNone(String applications) {
        assertThat(KibanaApplications.shown(parse(applications))).isEmpty();
    }

    @Test
    void otherApplicationsAreNamedOnce() {
        assertThat(KibanaApplications.unrecognized(
                        parse("b x *;kibana-.kibana all *;kibana-* reserved_x *;a x *;b y *")))
                .containsExactly("b", "a");
    }

    @Test
    void whatKibanaWritesIsShownAsItWasWritten() {
        var entries = List.of(
                new PutRole.Entry(List.of("read"), null, List.of("b", "a")),
                new PutRole.Entry(null, Map.of("discover", List.of("minimal_read", "url_create")), List.of("sales")));

        var shown = KibanaApplications.shown(KibanaApplications.of(entries)).orElseThrow();

        assertThat(shown)
                .containsExactly(
                        new KibanaPrivilege(List.of("read"), Map.of(), List.of("b", "a"), null),
                        new KibanaPrivilege(
                                List.of(),
                                Map.of("discover", List.of("minimal_read", "url_create")),
                                List.of("sales"),
                                null));
    }

    @Test
    void deprecatedFeaturesAreReplacedMergedAndNamedOnce() {
        var shown = new KibanaPrivilege(
                List.of(),
                new TreeMap<>(Map.of(
                        "dashboard", List.of("all"),
                        "discover", List.of("all", "nope"),
                        "discover_v2", List.of("all", "url_create"),
                        "siem", List.of("read", "blocklist_all"),
                        "unknown", List.of("x"))),
                List.of("*"),
                null);

        assertThat(shown.withoutDeprecated().feature())
                .isEqualTo(Map.of(
                        "dashboard_v2", List.of("all"),
                        "savedQueryManagement", List.of("all"),
                        "discover_v2", List.of("all", "url_create"),
                        "discover", List.of("nope"),
                        "siemV2", List.of("read", "blocklist_all"),
                        "securitySolutionTimeline", List.of("read"),
                        "securitySolutionNotes", List.of("read"),
                        "unknown", List.of("x")));
    }

    private static JsonNode parse(String applications) {
        var parsed = JSON.createArrayNode();
        for (var application : applications.split(";")) {
            var parts = application.split(" ");
            var entry = parsed.addObject().put("application", parts[0]);
            var privileges = entry.putArray("privileges");
            List.of(parts[1].split(",")).forEach(privileges::add);
            var resources = entry.putArray("resources");
            List.of(parts[2].split(",")).forEach(resources::add);
        }
        return parsed;
    }
}
