package dev.garrison.fleet.actions;

import dev.garrison.fleet.actions.ActionStatus.AgentError;
import dev.garrison.fleet.actions.ActionStatus.Status;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The activity of the fleet: actions and policy revisions in one list, the newest first. Only the page that is asked for is counted. */
@ApplicationScoped
public class ActionStatusList {
    private final Database database;
    private final Clock clock;

    ActionStatusList(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param from,until creation time, until exclusive
     * @param withPolicies whether policy revisions are listed too
     * @param errorSize how many errors to name per action
     */
    List<ActionStatus> page(Instant from, Instant until, boolean withPolicies, int page, int perPage, int errorSize) {
        long offset = (long) page * perPage;
        var rows = database.list(
                """
                with listed as (
                    (select action_id as id, created_at, cast(null as text) as policy_id, cast(null as integer) as revision
                     from agent_action
                     where batch = 0 and type <> 'CANCEL' and created_at >= ? and created_at < ?
                     order by created_at desc, action_id limit ?)
                    union all
                    (select policy_id || ':' || revision, created_at, policy_id, revision from agent_policy_revision
                     where revision > 1 and ? and created_at >= ? and created_at < ?
                     order by created_at desc, policy_id, revision limit ?)
                    order by created_at desc, id offset ? limit ?
                ), followers as materialized (
                    select policy_id, policy_revision, count(*) as agents from agent
                    where active and policy_id in (select policy_id from listed) group by policy_id, policy_revision
                )
                select listed.*, first.type, first.expiration, first.start_time, first.rollout_duration_seconds,
                    first.data ->> 'version' as version, first.data ->> 'policy_id' as new_policy_id,
                    batches.agents, batches.total, results.count, results.failed, results.completed_at,
                    cancelled.created_at as cancelled_at, policy.agents as policy_agents, policy.acknowledged
                from listed
                left join agent_action first on first.action_id = listed.id and first.batch = 0
                    and listed.policy_id is null
                cross join lateral (
                    select sum(agents) as agents, max(total) as total
                    from agent_action where action_id = first.action_id) batches
                cross join lateral (
                    select count(*) as count, count(error) as failed, max(created_at) as completed_at
                    from agent_action_result where action_id = first.action_id) results
                left join lateral (
                    select min(created_at) as created_at from agent_action
                    where type = 'CANCEL' and data ->> 'target_id' = first.action_id) cancelled on true
                left join lateral (
                    select sum(agents) as agents, sum(agents) filter (where policy_revision >= listed.revision)
                        as acknowledged
                    from followers where followers.policy_id = listed.policy_id) policy on true
                order by listed.created_at desc, listed.id""",
                row -> row.text("policy_id") == null ? action(row) : policyChange(row),
                from,
                until,
                offset + perPage,
                withPolicies,
                from,
                until,
                offset + perPage,
                offset,
                perPage);
        return withErrors(rows, errorSize);
    }

    private ActionStatus action(Row row) {
        var type = ActionType.valueOf(row.text("type"));
        long created = row.number("agents");
        long meant = row.integer("total") == null ? created : row.number("total");
        long failed = row.number("failed");
        long done = Math.min(row.number("count"), meant);
        var expiration = row.instant("expiration");
        var start = row.instant("start_time");
        var rollout = row.integer("rollout_duration_seconds");
        var cancelled = row.instant("cancelled_at");
        return new ActionStatus(
                row.text("id"),
                type,
                cancelled != null ? Status.CANCELLED : status(type, done >= meant, failed, expiration, start, rollout),
                row.instant("created_at"),
                expiration,
                start,
                row.instant("completed_at"),
                cancelled,
                meant,
                created,
                done - failed,
                failed,
                rollout != null,
                type == ActionType.UPGRADE ? row.text("version") : null,
                row.text("new_policy_id"),
                null,
                null,
                List.of());
    }

    private Status status(
            ActionType type, boolean complete, long failed, Instant expiration, Instant start, Integer rollout) {
        var now = clock.instant();
        if (complete) {
            return failed > 0 ? Status.FAILED : Status.COMPLETE;
        }
        if (type != ActionType.UPGRADE) {
            return expiration != null && expiration.isBefore(now) ? Status.EXPIRED : Status.IN_PROGRESS;
        }
        return start != null && rollout != null && start.plusSeconds(rollout).isBefore(now)
                ? Status.ROLLOUT_PASSED
                : Status.IN_PROGRESS;
    }

    private static ActionStatus policyChange(Row row) {
        long agents = row.number("policy_agents");
        long acknowledged = row.number("acknowledged");
        var created = row.instant("created_at");
        return new ActionStatus(
                row.text("id"),
                ActionType.POLICY_CHANGE,
                agents == acknowledged ? Status.COMPLETE : Status.IN_PROGRESS,
                created,
                null,
                null,
                created,
                null,
                agents,
                agents,
                acknowledged,
                0,
                null,
                null,
                null,
                row.text("policy_id"),
                row.integer("revision"),
                null);
    }

    private List<ActionStatus> withErrors(List<ActionStatus> actions, int errorSize) {
        var failed = actions.stream()
                .filter(action -> action.nbAgentsFailed() > 0)
                .map(ActionStatus::actionId)
                .toList();
        if (failed.isEmpty() || errorSize == 0) {
            return actions;
        }
        Map<String, List<AgentError>> errors = new HashMap<>();
        database.list(
                """
                select action_id, result.* from unnest(?) as action_id cross join lateral (
                    select r.agent_id, r.error, r.created_at,
                        coalesce(a.local_metadata #>> '{host,name}', r.agent_id) as hostname
                    from agent_action_result r left join agent a on a.id = r.agent_id
                    where r.action_id = action_id.action_id and r.error is not null
                    order by r.created_at desc, r.agent_id limit ?) result""",
                row -> errors.computeIfAbsent(row.text("action_id"), id -> new ArrayList<>())
                        .add(new AgentError(
                                row.text("agent_id"),
                                row.text("error"),
                                row.instant("created_at"),
                                row.text("hostname"))),
                failed,
                errorSize);
        return actions.stream()
                .map(action -> errors.containsKey(action.actionId())
                        ? action.withErrors(errors.get(action.actionId()))
                        : action)
                .toList();
    }
}
