package dev.garrison.fleet.uploads;

import dev.garrison.platform.schedule.RecurringJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets go of files that were not finished, or that were kept for long enough. */
@ApplicationScoped
class UploadCleanup implements RecurringJob {
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private final AgentFiles files;
    private final Duration kept;

    UploadCleanup(
            AgentFiles files,
            @ConfigProperty(name = "garrison.fleet.uploads.keep", defaultValue = "P30D") Duration kept) {
        this.files = files;
        this.kept = kept;
    }

    @Override
    public String name() {
        return "agent-uploads-cleanup";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() {
        files.giveUpUnfinished(Uploads.LONGEST);
        files.deleteOlderThan(kept);
        files.forgetOlderThan(kept.compareTo(REMEMBERED) > 0 ? kept : REMEMBERED);
    }
}
