package dev.garrison.fleet.outputs;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Integrations that a test has put on policies, as outputs know them. */
@Singleton
class TestOutputUsers implements OutputUser {
    final List<Use> uses = new CopyOnWriteArrayList<>();

    @Override
    public List<Use> of(Collection<String> packageNames) {
        return uses.stream()
                .filter(use -> packageNames.contains(use.packageName()))
                .toList();
    }

    @Override
    public Collection<String> policiesOf(String outputId) {
        return uses.stream()
                .filter(use -> outputId.equals(use.ownOutputId()))
                .map(Use::policyId)
                .toList();
    }

    @Override
    public void release(String outputId) {
        uses.replaceAll(use -> outputId.equals(use.ownOutputId())
                ? new Use(use.policyId(), use.policyName(), use.packageName(), use.dataOutputId(), null)
                : use);
    }
}
