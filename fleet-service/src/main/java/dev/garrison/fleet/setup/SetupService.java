package dev.garrison.fleet.setup;

import dev.garrison.fleet.downloadsources.DownloadSourceService;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.preconfiguration.Preconfiguration;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** What the configuration asks for, and the things without which no agent can enroll. */
@ApplicationScoped
class SetupService {
    private final Preconfiguration preconfiguration;
    private final OutputService outputs;
    private final FleetServerHostService hosts;
    private final DownloadSourceService sources;
    private final EnrollmentKeyService keys;

    SetupService(
            Preconfiguration preconfiguration,
            OutputService outputs,
            FleetServerHostService hosts,
            DownloadSourceService sources,
            EnrollmentKeyService keys) {
        this.preconfiguration = preconfiguration;
        this.outputs = outputs;
        this.hosts = hosts;
        this.sources = sources;
        this.keys = keys;
    }

    /** Before agents are let in. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        ensureDefaults();
    }

    /** Adds what is missing and leaves what there is, so it may be called at any time, by many at once. */
    Initialized initialize() {
        ensureDefaults();
        keys.ensureDefaults();
        return new Initialized(true, List.of());
    }

    private void ensureDefaults() {
        preconfiguration.apply(); // first, for it may name other defaults
        outputs.ensureDefault();
        hosts.ensureDefault();
        sources.ensureDefault();
    }

    record Initialized(@NotNull Boolean isInitialized, @NotNull List<NonFatalError> nonFatalErrors) {}

    record NonFatalError(@NotNull String name, @NotNull String message) {}
}
