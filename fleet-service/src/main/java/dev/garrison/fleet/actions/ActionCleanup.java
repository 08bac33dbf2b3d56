package dev.garrison.fleet.actions;

import dev.garrison.fleet.database.Database;
import dev.garrison.platform.schedule.RecurringJob;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Forgets actions that are over, with whom they were for and how they went. */
@ApplicationScoped
class ActionCleanup implements RecurringJob {
    private static final int BATCH = 20; // each may have thousands of agents

    private final Database database;
    private final Clock clock;
    private final Duration kept;

    ActionCleanup(
            Database database,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.actions.keep", defaultValue = "P90D") Duration kept) {
        this.database = database;
        this.clock = clock;
        this.kept = kept;
    }

    @Override
    public String name() {
        return "agent-actions-cleanup";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(6);
    }

    @Override
    public void run() {
        var now = clock.instant();
        int forgotten;
        do {
            forgotten = QuarkusTransaction.requiringNew().call(() -> forgetSome(now));
        } while (forgotten == BATCH);
    }

    private int forgetSome(Instant now) {
        return database.update(
                """
                with old as (
                    select seq, action_id from agent_action where created_at < ? and (expiration is null or expiration < ?)
                    order by seq limit ?
                ), targets as (
                    delete from agent_action_target target using old where target.seq = old.seq
                ), results as (
                    delete from agent_action_result result using old where result.action_id = old.action_id
                )
                delete from agent_action action using old where action.seq = old.seq""",
                now.minus(kept),
                now,
                BATCH);
    }
}
