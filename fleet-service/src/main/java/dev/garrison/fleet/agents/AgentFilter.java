package dev.garrison.fleet.agents;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Which agents a request means: conditions over agent {@code a} and its policy {@code p}, all of which have to hold. */
final class AgentFilter {
    /** Runs an older version than we are, in a way that Fleet can replace, and is not busy leaving or upgrading. */
    private static final String UPGRADEABLE =
            """
            a.active and a.unenrollment_started_at is null \
            and a.local_metadata #>> '{elastic,agent,upgradeable}' = 'true' \
            and (a.upgrade_started_at is null or a.upgraded_at is not null) \
            and coalesce(a.upgrade_details ->> 'state', 'UPG_FAILED') in ('UPG_FAILED', 'UPG_ROLLBACK') \
            and case when a.agent_version ~ '^[0-9]{1,6}\\.[0-9]{1,6}\\.[0-9]{1,6}' \
            then cast(string_to_array(substring(a.agent_version from '^[0-9]+\\.[0-9]+\\.[0-9]+'), '.') as integer[]) \
            < cast(string_to_array(?, '.') as integer[]) end""";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private AgentFilter() {}

    static AgentFilter all() {
        return new AgentFilter();
    }

    /**
     * Agents that match, without those that are long gone unless they are asked for.
     *
     * @throws ApiException 400: bad KQL
     */
    static AgentFilter visible(String kuery, boolean showInactive, Clock clock) {
        return new AgentFilter().and(AgentFields.compile(kuery, clock)).hideGone(kuery, showInactive);
    }

    /** As {@link #visible}, for bulk operations: a field that agents do not have matches nothing. */
    static AgentFilter meant(String kuery, boolean includeInactive, Clock clock) {
        return new AgentFilter().and(AgentFields.compileLeniently(kuery, clock)).hideGone(kuery, includeInactive);
    }

    AgentFilter and(SqlCondition condition) {
        return and(condition.sql(), condition.parameters().toArray());
    }

    AgentFilter and(String sql, Object... values) {
        conditions.add("(" + sql + ")");
        parameters.addAll(List.of(values));
        return this;
    }

    AgentFilter upgradeableTo(String version) {
        return and(UPGRADEABLE, version);
    }

    private AgentFilter hideGone(String kuery, boolean showInactive) {
        if (kuery == null || !kuery.contains("status:*") && !kuery.contains("status:unenrolled")) {
            and("a.active");
        }
        if (!showInactive) {
            and("not a.active or not " + AgentStatus.LONG_UNSEEN);
        }
        return this;
    }

    /** {@code from … where …} */
    String sql() {
        return " from agent a left join agent_policy p on p.id = a.policy_id where "
                + (conditions.isEmpty() ? "true" : String.join(" and ", conditions));
    }

    Object[] parameters(Object... further) {
        var all = new ArrayList<>(parameters);
        all.addAll(List.of(further));
        return all.toArray();
    }
}
