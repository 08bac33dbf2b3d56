package dev.garrison.fleet.policyrevisions;

import dev.garrison.fleet.policyrevisions.AgentPolicyChanged.Change;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import org.hibernate.Session;

/**
 * Revisions of agent policies: what makes a new one, and that agents hear of it. One change is one bump for each policy that it touches,
 * in the transaction of the change.
 */
@ApplicationScoped
public class PolicyRevisions {
    /** Names a policy with a new revision, or nothing: any may have one. */
    public static final String CHANNEL = "fleet_policy";

    private final Session database;
    private final Outbox outbox;
    private final Clock clock;

    PolicyRevisions(Session database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Raises the revision of all chosen policies by one, in one statement.
     *
     * @param updatedBy user name, or {@code system} where the change was not made to the policies themselves
     * @return how many policies were bumped
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public int bump(PolicySelection selection, String updatedBy) {
        database.flush(); // what the caller has changed in entities belongs to the new revision
        var now = clock.instant();
        // locked in one order, so that two bumps of many policies do not wait for each other
        var query = database.createNativeQuery(
                        """
                        with chosen as (
                            select p.id from agent_policy p where %s order by p.id for no key update
                        ), bumped as (
                            update agent_policy p
                            set revision = p.revision + 1, version = p.version + 1, updated_at = ?1, updated_by = ?2
                            from chosen where p.id = chosen.id
                            returning p.id, p.revision
                        ), recorded as (
                            insert into agent_policy_revision (policy_id, revision, created_at)
                            select id, revision, ?1 from bumped
                        )
                        select id, revision from bumped order by id"""
                                .formatted(selection.condition(3)),
                        Object[].class)
                .setParameter(1, now)
                .setParameter(2, updatedBy);
        selection.bind(3, query::setParameter);
        var changes = query.getResultStream()
                .map(row -> new AgentPolicyChanged((String) row[0], (int) row[1], Change.updated))
                .toList();
        outbox.publishAll(changes);
        if (!changes.isEmpty()) {
            notifyAgents(changes.size() == 1 ? changes.get(0).policyId() : "");
        }
        return changes.size();
    }

    /** A policy has the revision since now: agents that wait for it get it. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(String policyId, int revision, Instant since) {
        database.flush();
        database.createNativeMutationQuery(
                        "insert into agent_policy_revision (policy_id, revision, created_at) values (?1, ?2, ?3)")
                .setParameter(1, policyId)
                .setParameter(2, revision)
                .setParameter(3, since)
                .executeUpdate();
        notifyAgents(policyId);
    }

    private void notifyAgents(String payload) {
        database.createNativeQuery("select 1 from pg_notify('" + CHANNEL + "', ?1)", Integer.class)
                .setParameter(1, payload)
                .getResultList();
    }
}
