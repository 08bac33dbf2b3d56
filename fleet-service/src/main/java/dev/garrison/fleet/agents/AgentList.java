package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads agents: pages, counts, tags. */
@ApplicationScoped
public class AgentList {
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;
    private final AvailableVersions versions;

    AgentList(Database database, ObjectMapper json, Clock clock, AvailableVersions versions) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.versions = versions;
    }

    record Page(List<AgentItem> agents, long total, Map<AgentStatus, Long> statusSummary, String pit) {}

    /** @throws ApiException 400: parameters that make no sense together, bad KQL; 404: the point in time is over */
    Page page(AgentQuery query) {
        query.check();
        var after = query.startAfter(json);
        var sort = query.sort();
        var filter = AgentFilter.visible(query.kuery(), query.showInactive(), clock);
        if (query.showUpgradeable()) {
            filter.upgradeableTo(versions.newestFirst().get(0));
        }
        var point = pointInTime(query);
        point.ifPresent(pit -> filter.and("a.enrolled_at <= ?", pit.taken()));
        long total = count(filter);
        var summary = query.getStatusSummary() ? countByStatus(filter) : null;
        if (after != null) {
            filter.and(sort.after(after));
        }
        int skipped = query.page() == null ? 0 : (query.page() - 1) * query.perPage();
        var agents = database.list(
                "select %s, %s %s order by %s limit ? offset ?"
                        .formatted(AgentItem.COLUMNS, sort.columns(), filter.sql(), sort.orderBy()),
                row -> AgentItem.of(row, sort.values(row)),
                filter.parameters(query.perPage(), skipped));
        return new Page(agents, total, summary, point.map(PointInTime::token).orElse(null));
    }

    Optional<AgentItem> find(String agentId) {
        var filter = AgentFilter.all().and("a.id = ?", agentId);
        return database.first("select " + AgentItem.COLUMNS + filter.sql(), AgentItem::of, filter.parameters());
    }

    /** Every status has its count, which may be 0. */
    Map<AgentStatus, Long> countByStatus(AgentFilter filter) {
        var counts = new EnumMap<AgentStatus, Long>(AgentStatus.class);
        for (var status : AgentStatus.values()) {
            counts.put(status, 0L);
        }
        database.list(
                "select " + AgentStatus.SQL + " as status, count(*) as agents" + filter.sql() + " group by 1",
                row -> counts.put(AgentStatus.valueOf(row.text("status")), row.number("agents")),
                filter.parameters());
        return counts;
    }

    /** Those in use, sorted as people do. */
    List<String> tags(String kuery, boolean showInactive) {
        var filter = AgentFilter.visible(kuery, showInactive, clock);
        return database.list(
                "select tag from (select distinct unnest(a.tags) as tag" + filter.sql()
                        + ") used order by lower(tag), tag",
                row -> row.text("tag"),
                filter.parameters());
    }

    private long count(AgentFilter filter) {
        return database.first(
                        "select count(*) as agents" + filter.sql(), row -> row.number("agents"), filter.parameters())
                .orElseThrow();
    }

    private Optional<PointInTime> pointInTime(AgentQuery query) {
        if (query.pitId() != null) {
            return Optional.of(PointInTime.of(query.pitId(), clock.instant(), query.pitKeepAlive()));
        }
        return Boolean.TRUE.equals(query.openPit())
                ? Optional.of(PointInTime.open(clock.instant(), query.pitKeepAlive()))
                : Optional.empty();
    }
}
