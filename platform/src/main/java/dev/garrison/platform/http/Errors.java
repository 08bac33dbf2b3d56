package dev.garrison.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.garrison.platform.kql.KqlException;
import jakarta.persistence.OptimisticLockException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.StaleStateException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever an operation throws into Kibana's error shape. A client's mistake is logged at debug, ours as an error. */
public class Errors {
    private static final Logger LOG = Logger.getLogger(Errors.class);
    private static final Set<String> LOST = Set.of("40001", "40P01"); // not serializable, deadlock

    @ServerExceptionMapper
    Response refused(ApiException e) {
        LOG.debugf("%d %s", e.status(), e.getMessage());
        var answer = ErrorBody.response(e.status(), e.getMessage(), e.attributes());
        if (e.retryAfter() != null) {
            answer.getHeaders()
                    .putSingle(
                            "Retry-After",
                            Math.max(1, e.retryAfter().plusMillis(999).toSeconds()));
        }
        return answer;
    }

    /** An area that wraps the message in words of its own has done so before. */
    @ServerExceptionMapper
    Response badExpression(KqlException e) {
        LOG.debug("Bad KQL", e);
        return ErrorBody.response(400, e.getMessage(), null);
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException e) {
        LOG.debug("Unreadable body", e);
        return ErrorBody.response(400, "Invalid request payload JSON format", null);
    }

    /** Routing and content negotiation. Kibana knows no 405: a path with another method is unknown. */
    @ServerExceptionMapper
    Response routing(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(e);
        }
        return ErrorBody.response(status == 405 || status == 406 ? 404 : status, null, null);
    }

    @ServerExceptionMapper({OptimisticLockException.class, StaleStateException.class})
    Response changedMeanwhile(Throwable e) {
        LOG.debug("Stale write", e);
        return ErrorBody.response(409, "The object was changed by another request meanwhile. Please try again.", null);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        if (isLostToAnother(e)) {
            return changedMeanwhile(e);
        }
        var id = UUID.randomUUID();
        LOG.errorf(e, "Error %s", id);
        return ErrorBody.response(
                500,
                "An internal server error occurred. Check Kibana server logs for details.",
                Map.of("errorId", id.toString()));
    }

    /** Of transactions that wait for each other PostgreSQL ends one; all that it wrote is undone. */
    private static boolean isLostToAnother(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && LOST.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
