package dev.garrison.platform.http;

import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes that can be counted. */
@Path("/api/effects")
@Consumes(MediaType.APPLICATION_JSON)
public class EffectResource {
    private final DataSource database;

    EffectResource(DataSource database) {
        this.database = database;
    }

    public record Effect(@NotNull String id, String outcome) {}

    @POST
    @RequirePrivileges
    public Map<String, Object> create(@NotNull Effect effect) throws SQLException, InterruptedException {
        write("insert into effect values (?, 'created')", effect.id());
        if ("refused".equals(effect.outcome())) {
            throw ApiException.conflict("no");
        }
        if ("broken".equals(effect.outcome())) {
            throw new IllegalStateException("broken");
        }
        if ("deadlock".equals(effect.outcome())) {
            write("do $$ begin raise sqlstate '40P01'; end $$");
        }
        if ("slow".equals(effect.outcome())) {
            Thread.sleep(1500);
        }
        return Map.of("answer", UUID.randomUUID().toString());
    }

    @DELETE
    @Path("/{id}")
    @RequirePrivileges
    public void delete(@PathParam("id") String id) throws SQLException {
        write("insert into effect values (?, 'deleted')", id);
    }

    @GET
    @Path("/{id}")
    @RequirePrivileges
    public Map<String, Object> count(@PathParam("id") String id) throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select count(*) from effect where event_id = ?")) {
            select.setString(1, id);
            try (var rows = select.executeQuery()) {
                rows.next();
                return Map.of("count", rows.getInt(1));
            }
        }
    }

    private void write(String sql, String... parameters) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
