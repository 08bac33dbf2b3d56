package dev.garrison.fleet.actions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** What became of actions: {@code /api/fleet/agents/action_status}. */
@Path("/api/fleet/agents/action_status")
@Consumes(MediaType.APPLICATION_JSON)
public class ActionStatusResource {
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Instant LATEST = Instant.parse("9998-12-31T00:00:00Z"); // PostgreSQL's time goes on beyond

    private final ActionStatusList actions;
    private final Clock clock;

    ActionStatusResource(ActionStatusList actions, Clock clock) {
        this.actions = actions;
        this.clock = clock;
    }

    @GET
    @RequirePrivileges("fleet-agents-read")
    public ActionStatuses list(@BeanParam Query query) {
        var from = Instant.EPOCH;
        var until = LATEST;
        if (query.date() != null) {
            from = parse(query.date());
            until = from.plus(A_DAY);
        } else if (query.latest() != null) {
            from = clock.instant().minusMillis(query.latest());
        }
        var withPolicies = query.date() != null || query.latest() == null;
        return new ActionStatuses(
                actions.page(from, until, withPolicies, query.page(), query.perPage(), query.errorSize()));
    }

    /**
     * @param page begins with 0
     * @param latest milliseconds back from now; leaves policy changes out
     * @param date the day that begins at this instant; beats {@code latest}
     * @param errorSize how many errors to name per action
     */
    public record Query(
            @QueryParam("page") @DefaultValue("0") @Min(0) int page,
            @QueryParam("perPage") @DefaultValue("20") @Min(0) @Max(10_000) int perPage,
            @QueryParam("latest") @Min(0) @Max(1_000_000_000_000L) Long latest,
            @QueryParam("date") @Rule(ValidDate.class) String date,
            @QueryParam("errorSize") @DefaultValue("5") @Min(0) @Max(1000) int errorSize) {}

    public record ActionStatuses(List<ActionStatus> items) {}

    /** A day, or an instant. */
    public static class ValidDate implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            try {
                parse(value.textValue());
                return null;
            } catch (DateTimeException e) {
                return "not a valid date";
            }
        }
    }

    private static Instant parse(String date) {
        var instant = date.contains("T")
                ? OffsetDateTime.parse(date).toInstant()
                : LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
            throw new DateTimeException("Not within the calendar of the database");
        }
        return instant;
    }
}
