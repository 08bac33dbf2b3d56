package dev.garrison.fleet.agents;

import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.schedule.RecurringJob;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Ends agents that were not seen for as long as their policy waits for them. */
@ApplicationScoped
class UnenrollTimeout implements RecurringJob {
    private static final int BATCH = 1000;

    private final AgentUnenrollment unenrollment;
    private final Database database;

    UnenrollTimeout(AgentUnenrollment unenrollment, Database database) {
        this.unenrollment = unenrollment;
        this.database = database;
    }

    @Override
    public String name() {
        return "agent-unenroll-timeout";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run() {
        int ended;
        do {
            ended = QuarkusTransaction.requiringNew().call(this::endSome);
        } while (ended == BATCH);
    }

    private int endSome() {
        var overdue = database.list(
                """
                select a.id from agent a join agent_policy p on p.id = a.policy_id
                where a.active and p.unenroll_timeout > 0 and %s
                    and %s < now() - make_interval(secs => p.unenroll_timeout)
                order by a.id limit ? for no key update of a"""
                        .formatted(AgentStatus.LONG_UNSEEN, AgentStatus.SEEN),
                row -> row.text("id"),
                BATCH);
        if (!overdue.isEmpty()) {
            unenrollment.revoke(NewAction.of(ActionType.FORCE_UNENROLL, null, null), overdue);
        }
        return overdue.size();
    }
}
