package dev.garrison.platform.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Runs the service's {@link RecurringJob}s on one replica at a time, by db-scheduler on PostgreSQL. */
@ApplicationScoped
public class Schedules {
    private static final int THREADS = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10); // a dead replica is noticed after four of them
    private static final Duration PATIENCE_AT_SHUTDOWN = Duration.ofSeconds(10);

    private final List<RecurringJob> jobs;
    private final DataSource database;
    private Scheduler scheduler;

    Schedules(@All List<RecurringJob> jobs, DataSource database) {
        this.jobs = jobs;
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        if (jobs.isEmpty()) {
            return;
        }
        scheduler = Scheduler.create(database)
                .startTasks(jobs.stream().map(this::task).toList())
                .threads(THREADS)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(PATIENCE_AT_SHUTDOWN)
                .build();
        scheduler.start();
    }

    void stop(@Observes ShutdownEvent event) {
        if (scheduler != null) {
            scheduler.stop();
        }
    }

    private RecurringTask<Void> task(RecurringJob job) {
        return Tasks.recurring(job.name(), FixedDelay.of(job.every())).execute((instance, context) -> run(job));
    }

    @ActivateRequestContext
    void run(RecurringJob job) {
        job.run();
    }
}
