package dev.garrison.fleet.agents;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which versions of the agent's software there are to upgrade to: our own, and those that the operator says. */
@ApplicationScoped
class AvailableVersions {
    private static final SemanticVersion OLDEST = SemanticVersion.of("7.17.0");

    private final List<String> newestFirst;

    /** @throws IllegalArgumentException the configuration names what is no version */
    AvailableVersions(
            @ConfigProperty(name = "garrison.version") String ours,
            @ConfigProperty(name = "garrison.fleet.agent-versions") Optional<List<String>> further) {
        newestFirst = Stream.concat(Stream.of(ours), further.stream().flatMap(List::stream))
                .map(SemanticVersion::of)
                .filter(version -> version.isRelease() && version.compareTo(OLDEST) >= 0)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .map(SemanticVersion::toString)
                .toList();
    }

    /** Never empty. */
    List<String> newestFirst() {
        return newestFirst;
    }
}
