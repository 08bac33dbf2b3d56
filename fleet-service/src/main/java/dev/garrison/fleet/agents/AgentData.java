package dev.garrison.fleet.agents;

import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether agents send data. It goes to outputs that are not ours to read, so agents are taken at their word: in the last five minutes one
 * has said that an input and the output of it are healthy.
 */
@ApplicationScoped
class AgentData {
    private final Database database;

    AgentData(Database database) {
        this.database = database;
    }

    /** @return those of the agents that do */
    Set<String> senders(Collection<String> agentIds) {
        List<String> senders = database.list(
                """
                select id from agent where id = any(?) and active and last_checkin > now() - interval '5 minutes'
                and exists (
                    select from jsonb_array_elements(case jsonb_typeof(components) when 'array' then components end) c
                    where jsonb_path_exists(c, '$.units[*] ? (@.type == "input" && @.status == "HEALTHY")')
                        and jsonb_path_exists(c, '$.units[*] ? (@.type == "output" && @.status == "HEALTHY")'))""",
                row -> row.text("id"),
                agentIds);
        return new HashSet<>(senders);
    }
}
