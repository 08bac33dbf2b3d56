package dev.garrison.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What may be asked of a stack before it starts. By default: what the environment says, all services, one replica each. */
public final class StackBuilder {
    final Map<Service, Integer> replicas = new HashMap<>();
    final Map<Service, Map<String, String>> extra = new HashMap<>();
    List<Service> services = Service.ALL;
    List<String> javaOptions = List.of();
    Settings settings = Settings.ofProcess();
    boolean temporary;
    boolean restartCrashed;
    Consumer<String> report = line -> {};
    private Path folder;

    StackBuilder() {}

    /** Any free ports, an own folder that goes with the stack, and nothing of the environment's external servers. */
    public StackBuilder temporary() {
        this.temporary = true;
        return this;
    }

    /** Data, logs and secrets go here; kept. */
    public StackBuilder folder(Path folder) {
        this.folder = folder;
        return this;
    }

    /** Several processes of a service on one database, behind one address. */
    public StackBuilder replicas(String service, int count) {
        replicas.put(Service.named(service), count);
        return this;
    }

    /** Leaves out every service that is not named. */
    public StackBuilder only(String... services) {
        this.services = List.of(services).stream().map(Service::named).toList();
        return this;
    }

    /** Another environment variable for one service, such as a setting under test. */
    public StackBuilder set(String service, String variable, String value) {
        extra.computeIfAbsent(Service.named(service), named -> new HashMap<>()).put(variable, value);
        return this;
    }

    /** More options for each service's JVM; they win over the stack's own, which are for a quick start in little memory. */
    public StackBuilder javaOptions(String... options) {
        this.javaOptions = List.of(options);
        return this;
    }

    /** Services that end by themselves are started again, a few times, later each time. */
    public StackBuilder restartCrashed() {
        this.restartCrashed = true;
        return this;
    }

    /** Told what happens, a short line each. */
    public StackBuilder report(Consumer<String> report) {
        this.report = report;
        return this;
    }

    StackBuilder settings(Settings settings) {
        this.settings = settings;
        return this;
    }

    /**
     * Starts everything and waits until it serves.
     *
     * @throws IllegalStateException when a part does not start; nothing is left running then
     */
    public Stack start() {
        return Stack.start(this);
    }

    Path makeFolder() {
        return temporary ? Settings.makeTemporary() : Settings.makePrivate(folder == null ? settings.folder() : folder);
    }
}
