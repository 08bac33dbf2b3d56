package dev.garrison.fleet.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class UnenrollTimeoutTest {
    @Inject
    Stored stored;

    @Inject
    UnenrollTimeout job;

    @ParameterizedTest
    @CsvSource({"7200, 4 hours, false", "7200, 90 minutes, true", "0, 4 hours, true", "1800, 45 minutes, true"})
    void anInactiveAgentIsEndedOnceItsPolicyWaitsNoLonger(int timeout, String unseen, boolean active) {
        var policy = Policies.create(Map.of("inactivity_timeout", 3600, "unenroll_timeout", timeout))
                .getString("id");
        var agent = stored.agent(policy);
        stored.execute("update agent set last_checkin = now() - cast(?1 as interval) where id = ?2", unseen, agent);
        job.run();
        assertThat(stored.count("agent where id = ?1 and active and access_api_key_valid", agent))
                .isEqualTo(active ? 1 : 0);
        assertThat(stored.count(
                        "agent_action_target join agent_action using (seq) where agent_id = ?1 and type = 'FORCE_UNENROLL'",
                        agent))
                .isEqualTo(active ? 0 : 1);
    }
}
