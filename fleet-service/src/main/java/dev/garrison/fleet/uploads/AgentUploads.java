package dev.garrison.fleet.uploads;

import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What agents were asked to send, and whether it has come. */
@ApplicationScoped
class AgentUploads {
    private static final Duration SHOWN_WITHOUT_FILE = Duration.ofDays(89);

    private final Database database;
    private final Clock clock;

    AgentUploads(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The newest first; none of an agent that does not exist. */
    List<AgentUpload> of(String agentId) {
        var now = clock.instant();
        return database.list(
                """
                select c.action_id, c.created_at, c.expiration, r.error, f.id as file_id, f.name, f.status
                from agent_action_target t join agent_action c using (seq)
                left join agent_file f on f.id = c.action_id || '.' || t.agent_id
                left join agent_action_result r on r.action_id = c.action_id and r.agent_id = t.agent_id
                where t.agent_id = ? and c.type = 'REQUEST_DIAGNOSTICS'
                    and f.status is distinct from 'DELETED' and (f.id is not null or c.created_at > ?)
                order by c.created_at desc, c.seq desc""",
                row -> AgentUpload.of(row, now),
                agentId,
                now.minus(SHOWN_WITHOUT_FILE));
    }
}
