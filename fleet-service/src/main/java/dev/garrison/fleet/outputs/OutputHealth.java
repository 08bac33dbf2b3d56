package dev.garrison.fleet.outputs;

import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.json.JsonConventions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;

/** How agents get on with an output, as the last one that has checked in reports. */
@ApplicationScoped
class OutputHealth {
    private final OutputRepository outputs;
    private final OutputService reads;
    private final Database database;

    OutputHealth(OutputRepository outputs, OutputService reads, Database database) {
        this.outputs = outputs;
        this.reads = reads;
        this.database = database;
    }

    /** What {@link Report#state} says. */
    enum State {
        HEALTHY,
        DEGRADED,
        UNKNOWN
    }

    /**
     * @param message the agent's own
     * @param timestamp of its check-in; empty, like the message, where nobody has reported
     */
    record Report(@NotNull State state, @NotNull String message, @NotNull String timestamp) {}

    /**
     * The last report since the output's last change. The id of an agent's component ends in the name of the output that it writes to.
     *
     * @throws ApiException 404
     */
    @Transactional
    Report of(String id) {
        var output = outputs.findByIdOptional(id).orElseThrow(() -> OutputService.notFound(id));
        var key = reads.withSecrets(output).key();
        return database.first(
                        """
                        select unit ->> 'status' as status, coalesce(unit ->> 'message', '') as message, a.last_checkin
                        from agent a
                        cross join lateral jsonb_array_elements(
                            case jsonb_typeof(a.components) when 'array' then a.components else '[]' end) component
                        cross join lateral jsonb_array_elements(
                            case jsonb_typeof(component -> 'units') when 'array' then component -> 'units' else '[]' end) unit
                        where a.active and a.last_checkin > ?
                        and right(component ->> 'id', length(?) + 1) = '-' || ?
                        and not exists (
                            select from output o where length(o.id) > length(?)
                            and right(component ->> 'id', length(o.id) + 1) = '-' || o.id)
                        and unit ->> 'type' = 'output' and upper(unit ->> 'status') in ('HEALTHY', 'DEGRADED', 'FAILED')
                        order by a.last_checkin desc, upper(unit ->> 'status') limit 1""",
                        row -> new Report(
                                row.text("status").equalsIgnoreCase("HEALTHY") ? State.HEALTHY : State.DEGRADED,
                                row.text("message"),
                                JsonConventions.format(row.instant("last_checkin"))),
                        output.updatedAt(),
                        key,
                        key,
                        key)
                .orElseGet(() -> new Report(State.UNKNOWN, "", ""));
    }
}
