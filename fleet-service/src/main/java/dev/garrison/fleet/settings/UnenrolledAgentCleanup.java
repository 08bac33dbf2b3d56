package dev.garrison.fleet.settings;

import dev.garrison.fleet.database.Database;
import dev.garrison.platform.schedule.RecurringJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Deletes the records of agents that have left, where the settings ask for it. */
@ApplicationScoped
class UnenrolledAgentCleanup implements RecurringJob {
    private static final Logger LOG = Logger.getLogger(UnenrolledAgentCleanup.class);
    private static final int BATCH = 1000;

    private final SettingsService settings;
    private final Database database;

    UnenrolledAgentCleanup(SettingsService settings, Database database) {
        this.settings = settings;
        this.database = database;
    }

    @Override
    public String name() {
        return "fleet-unenrolled-agent-cleanup";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() {
        if (!settings.areUnenrolledAgentsDeleted()) {
            return;
        }
        int deleted = 0;
        int more;
        do { // each batch is a transaction of its own, so that check-ins never wait long
            more = database.update(
                    """
                    delete from agent where id in (
                        select id from agent where not active order by id limit ? for update skip locked)""",
                    BATCH);
            deleted += more;
        } while (more == BATCH);
        if (deleted > 0) {
            LOG.infof("Deleted the records of %d agents that had left", deleted);
        }
    }
}
