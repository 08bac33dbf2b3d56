package dev.garrison.platform.schedule;

import java.time.Duration;

/** Work that comes back: an {@code @ApplicationScoped} bean. Each run happens on one replica only. */
public interface RecurringJob {
    /** Stable over releases: it identifies the job in the database. */
    String name();

    /** From the end of one run to the start of the next. */
    Duration every();

    /** A failure is logged and the job comes back at its next time; a replica that dies in it is relieved within a minute. */
    void run();
}
