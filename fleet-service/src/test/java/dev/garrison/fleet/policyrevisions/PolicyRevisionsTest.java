package dev.garrison.fleet.policyrevisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PolicyRevisionsTest {
    @Inject
    PolicyRevisions revisions;

    @Inject
    Stored stored;

    private int bump(PolicySelection selection) {
        return QuarkusTransaction.requiringNew().call(() -> revisions.bump(selection, "system"));
    }

    @Test
    void aBumpIsANewRevisionOfEachChosenPolicyAndOfNoOther() {
        var first = Policies.create();
        var second = Policies.create();
        var other = Policies.create();
        var version = Policies.get(first).getString("version");

        assertThat(bump(PolicySelection.of(List.of(second, first, "nowhere", first))))
                .isEqualTo(2);

        for (var id : List.of(first, second)) {
            var policy = Policies.get(id);
            assertThat(policy.getInt("revision")).isEqualTo(2);
            assertThat(policy.getString("updated_by")).isEqualTo("system");
            assertThat(stored.count("agent_policy_revision where policy_id = ?1 and revision = 2", id))
                    .isEqualTo(1);
            await().untilAsserted(() -> assertThat(Events.of("fleet.policy.changed", id))
                    .extracting(event -> event.data().get("revision").intValue())
                    .containsExactly(1, 2));
        }
        assertThat(Policies.get(first).getString("version")).isNotEqualTo(version);
        assertThat(Policies.get(other).getInt("revision")).isEqualTo(1);
        assertThat(bump(PolicySelection.of(List.of()))).isZero();
    }

    @Test
    void policiesAreChosenByWhatTheyName() {
        var output = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("https://es:9200")));
        var host = stored.fleetServerHost("https://fleet.example:8220");
        var source = stored.downloadSource("https://mirror.example/");
        var data = Policies.create(Map.of("data_output_id", output)).getString("id");
        var both = Policies.create(
                        Map.of("data_output_id", output, "monitoring_output_id", output, "fleet_server_host_id", host))
                .getString("id");
        var sourced = Policies.create(Map.of("download_source_id", source)).getString("id");

        assertThat(bump(PolicySelection.withOutput(output))).isEqualTo(2);
        assertThat(bump(PolicySelection.withFleetServerHost(host))).isEqualTo(1);
        assertThat(bump(PolicySelection.withDownloadSource(source))).isEqualTo(1);

        assertThat(Policies.get(data).getInt("revision")).isEqualTo(2);
        assertThat(Policies.get(both).getInt("revision")).isEqualTo(3);
        assertThat(Policies.get(sourced).getInt("revision")).isEqualTo(2);
    }

    @Test
    void allMeansAll() {
        var id = Policies.create();
        assertThat((long) bump(PolicySelection.all())).isEqualTo(stored.count("agent_policy"));
        assertThat(Policies.get(id).getInt("revision")).isEqualTo(2);
    }

    @Test
    void aChangeThatFailsBumpsNothing() {
        var id = Policies.create();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    revisions.bump(PolicySelection.of(List.of(id)), "system");
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessageContaining("the change failed");
        assertThat(Policies.get(id).getInt("revision")).isEqualTo(1);
        assertThat(stored.count("agent_policy_revision where policy_id = ?1", id))
                .isEqualTo(1);
        assertThat(stored.count("outbox where subject = ?1 and data ->> 'change' = 'updated'", id))
                .isZero();
    }
}
