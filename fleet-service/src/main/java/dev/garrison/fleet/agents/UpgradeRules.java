package dev.garrison.fleet.agents;

import dev.garrison.fleet.agents.LockedAgents.LockedAgent;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which agent may be upgraded to what, in Kibana's words. */
@ApplicationScoped
class UpgradeRules {
    private static final Duration COOL_DOWN = Duration.ofMinutes(10);
    private static final SemanticVersion FIRST_WITHOUT_COOL_DOWN = SemanticVersion.of("8.12.0");

    private final SemanticVersion ours;
    private final Clock clock;

    UpgradeRules(@ConfigProperty(name = "garrison.version") String ours, Clock clock) {
        this.ours = SemanticVersion.of(ours);
        this.clock = clock;
    }

    /** @throws ApiException 400: agents would be newer than we are; a later patch is not */
    void requireOffered(String version, boolean force) {
        var wanted = SemanticVersion.of(version);
        if (!wanted.isNewerLineThan(ours)) {
            return;
        }
        throw force
                ? ApiException.badRequest(
                        "Cannot force upgrade agent to %s because it does not satisfy the major and minor of the"
                                + " installed kibana version %s",
                        wanted, ours)
                : ApiException.badRequest(
                        "Cannot upgrade agent to %s because it is higher than the installed kibana version %s",
                        wanted, ours);
    }

    /** How long the agent has to be left alone after its last upgrade. Later ones look after that themselves. */
    Optional<Duration> coolDown(LockedAgent agent) {
        if (agent.upgradedAt() == null
                || SemanticVersion.parse(agent.version())
                        .filter(version -> version.compareTo(FIRST_WITHOUT_COOL_DOWN) < 0)
                        .isEmpty()) {
            return Optional.empty();
        }
        var left = Duration.between(clock.instant(), agent.upgradedAt().plus(COOL_DOWN));
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
    }

    static boolean isLeaving(LockedAgent agent) {
        return !agent.active() || agent.unenrolledAt() != null || agent.unenrollmentStartedAt() != null;
    }

    /** Why the agent cannot run that version, or nothing. */
    Optional<String> obstacle(LockedAgent agent, String version) {
        if (agent.version() == null) {
            return Optional.of("agent version is missing.");
        }
        if (!agent.replaceable()) {
            return Optional.of("agent cannot be upgraded through Fleet. It may be running in a container or it is not"
                    + " installed as a service.");
        }
        var present = SemanticVersion.parse(agent.version());
        int order =
                present.map(own -> own.compareTo(SemanticVersion.of(version))).orElse(-1);
        if (order == 0) {
            return Optional.of("agent is already running on the selected version.");
        }
        return order > 0 ? Optional.of("agent does not support downgrades.") : Optional.empty();
    }

    /** As {@link #obstacle}, with what else speaks against it for one of many agents. */
    Optional<String> bulkObstacle(LockedAgent agent, String version, boolean skipCoolDown) {
        if (!agent.active() || agent.unenrolledAt() != null) {
            return Optional.of("agent has been unenrolled.");
        }
        if (agent.unenrollmentStartedAt() != null) {
            return Optional.of("agent is being unenrolled.");
        }
        if (agent.upgrading()) {
            return Optional.of("agent is already being upgraded.");
        }
        var obstacle = obstacle(agent, version);
        return obstacle.isEmpty() && !skipCoolDown && coolDown(agent).isPresent()
                ? Optional.of("agent was upgraded less than 10 minutes ago.")
                : obstacle;
    }
}
