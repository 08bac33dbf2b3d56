package dev.garrison.fleet.setup;

import dev.garrison.fleet.downloadsources.DownloadSourceService;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** The things without which no agent can enroll. */
@ApplicationScoped
class SetupService {
    private final OutputService outputs;
    private final FleetServerHostService hosts;
    private final DownloadSourceService sources;
    private final EnrollmentKeyService keys;

    SetupService(
            OutputService outputs,
            FleetServerHostService hosts,
            DownloadSourceService sources,
            EnrollmentKeyService keys) {
        this.outputs = outputs;
        this.hosts = hosts;
        this.sources = sources;
        this.keys = keys;
    }

    /** Adds what is missing and leaves what there is, so it may be called at any time, by many at once. */
    Initialized initialize() {
        outputs.ensureDefault();
        hosts.ensureDefault();
        sources.ensureDefault();
        keys.ensureDefaults();
        return new Initialized(true, List.of());
    }

    record Initialized(@NotNull Boolean isInitialized, @NotNull List<NonFatalError> nonFatalErrors) {}

    record NonFatalError(@NotNull String name, @NotNull String message) {}
}
