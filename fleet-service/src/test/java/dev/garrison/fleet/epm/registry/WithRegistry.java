package dev.garrison.fleet.epm.registry;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;

/** The service with a registry, and with the waits between uploads that it has outside tests. */
public class WithRegistry implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TestRegistry.class));
    }
}
