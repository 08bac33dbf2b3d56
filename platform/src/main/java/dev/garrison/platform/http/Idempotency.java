package dev.garrison.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.secrets.Secrets;
import dev.garrison.platform.security.CurrentPrincipal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * {@code Idempotency-Key} on writes: a repeated request gets the stored answer of the first one, with
 * {@code idempotency-replayed: true}, for a day. 422: the key came with another request; 409: the first one is still under way. Our
 * own failures (5xx) are not stored, so the client may try again. If the service dies between a change and its stored answer, the key
 * is free again after two minutes.
 */
public class Idempotency {
    private static final String HEADER = "Idempotency-Key";
    private static final String CLAIMED = "garrison.idempotency.claimed";
    private static final int LONGEST_KEY = 255;

    private final DataSource database;
    private final CurrentPrincipal principal;
    private final ObjectMapper json;
    private final Secrets secrets; // an answer may show a new key's secret, of which else only a hash is kept

    Idempotency(DataSource database, CurrentPrincipal principal, ObjectMapper json, Secrets secrets) {
        this.database = database;
        this.principal = principal;
        this.json = json;
        this.secrets = secrets;
    }

    /** Runs after {@link RequestPipeline}: what is refused there was not begun and uses up no key. */
    @ServerRequestFilter(priority = Priorities.USER)
    public Response claim(ContainerRequestContext request) {
        var key = request.getHeaderString(HEADER);
        if (key == null
                || RequestPipeline.SAFE_METHODS.contains(request.getMethod())
                || !principal.isKnown()
                || ElasticsearchApi.owns(request.getUriInfo().getPath())) { // knows no such header
            return null;
        }
        if (key.isBlank() || key.length() > LONGEST_KEY || !Schema.isStorable(key)) {
            throw ApiException.badRequest(
                    "[request headers.idempotency-key]: must have 1 to %d characters", LONGEST_KEY);
        }
        if (request.getProperty(RequestPipeline.TAKES_JSON) == null) {
            throw ApiException.badRequest("Idempotency-Key is not supported where the body is not JSON");
        }
        var fingerprint = fingerprint(request);
        var stored = QuarkusTransaction.requiringNew().call(() -> claim(key, fingerprint));
        if (stored == null) {
            request.setProperty(CLAIMED, key);
            return null;
        }
        if (!stored.fingerprint().equals(fingerprint)) {
            throw ApiException.of(422, "The Idempotency-Key was already used with another request.");
        }
        if (stored.status() == 0) {
            throw ApiException.conflict("The first request with this Idempotency-Key is still under way.");
        }
        var answer = Response.status(stored.status()).header("idempotency-replayed", "true");
        return stored.answer() == null
                ? answer.build()
                : answer.type(RequestPipeline.JSON_UTF8)
                        .entity(secrets.decrypt(purpose(key), stored.answer()))
                        .build();
    }

    /** @return null when the key is now ours, else what is known of its first use */
    private Stored claim(String key, String fingerprint) throws SQLException {
        try (var connection = database.getConnection()) {
            forgetOld(connection);
            try (var insert = connection.prepareStatement(
                    """
                    insert into idempotent_request (caller, space, key, fingerprint) values (?, ?, ?, ?)
                    on conflict (caller, space, key) do update set started_at = now(), fingerprint = excluded.fingerprint
                    where idempotent_request.status is null
                      and idempotent_request.started_at < now() - interval '2 minutes'""")) {
                bindKey(insert, 1, key);
                insert.setString(4, fingerprint);
                if (insert.executeUpdate() == 1) {
                    return null;
                }
            }
            try (var select = connection.prepareStatement(
                    """
                    select fingerprint, coalesce(status, 0), answer from idempotent_request
                    where caller = ? and space = ? and key = ?""")) {
                bindKey(select, 1, key);
                try (var rows = select.executeQuery()) {
                    // a failed first request may have freed the key since: the client's next try will have it
                    return rows.next()
                            ? new Stored(rows.getString(1), rows.getInt(2), rows.getString(3))
                            : new Stored(fingerprint, 0, null);
                }
            }
        }
    }

    @ServerResponseFilter
    public void store(ContainerRequestContext request, ContainerResponseContext response)
            throws JsonProcessingException {
        var key = (String) request.getProperty(CLAIMED);
        if (key == null) {
            return;
        }
        request.removeProperty(CLAIMED);
        var type = response.getMediaType();
        var failed = response.getStatus() >= 500
                || response.hasEntity() && type != null && !type.isCompatible(MediaType.APPLICATION_JSON_TYPE);
        var answer = failed || !response.hasEntity() ? null : secrets.encrypt(purpose(key), text(response.getEntity()));
        QuarkusTransaction.requiringNew().run(() -> {
            try (var connection = database.getConnection();
                    var update = connection.prepareStatement(
                            failed
                                    ? "delete from idempotent_request where caller = ? and space = ? and key = ?"
                                    : "update idempotent_request set status = ?, answer = ?"
                                            + " where caller = ? and space = ? and key = ?")) {
                if (failed) {
                    bindKey(update, 1, key);
                } else {
                    update.setInt(1, response.getStatus());
                    update.setString(2, answer);
                    bindKey(update, 3, key);
                }
                update.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String text(Object entity) throws JsonProcessingException {
        return entity instanceof String text ? text : json.writeValueAsString(entity);
    }

    private static String purpose(String key) {
        return "idempotent-answer/" + key;
    }

    private void bindKey(PreparedStatement statement, int from, String key) throws SQLException {
        statement.setString(from, principal.get().realm() + "/" + principal.username());
        statement.setString(from + 1, principal.space());
        statement.setString(from + 2, key);
    }

    private static void forgetOld(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement(
                """
                delete from idempotent_request where ctid = any(array(
                    select ctid from idempotent_request where started_at < now() - interval '1 day'
                    limit 100 for update skip locked))""")) {
            delete.executeUpdate();
        }
    }

    private static String fingerprint(ContainerRequestContext request) {
        var uri = request.getUriInfo().getRequestUri();
        var body = (JsonNode) request.getProperty(RequestPipeline.BODY);
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.getMethod() + " " + uri.getRawPath() + "?" + uri.getRawQuery() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            digest.update(String.valueOf(body).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param status 0 while the first request is under way */
    private record Stored(String fingerprint, int status, String answer) {}
}
