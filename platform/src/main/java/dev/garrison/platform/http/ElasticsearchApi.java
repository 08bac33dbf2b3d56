package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Paths that begin with an underscore are Elasticsearch's, and behave as its clients expect: no CSRF header, no API version, unknown
 * query parameters are let pass ({@code ?pretty}, {@code ?refresh}), a GET that searches may have a body, errors have
 * Elasticsearch's shape, and every answer says {@code X-Elastic-Product}, without which official clients refuse to go on.
 */
public class ElasticsearchApi {
    private static final String OWN_JSON = "application/vnd.elasticsearch+json";
    private static final int BEFORE_ROUTING = 100;

    static boolean owns(String path) {
        return path.startsWith("/_");
    }

    /** Clients of version 8 and later ask for JSON under a name of their own. */
    void readAsJson(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (owns(context.normalizedPath())) {
                        callJson(context, HttpHeaders.CONTENT_TYPE);
                        callJson(context, HttpHeaders.ACCEPT);
                    }
                    context.next();
                },
                BEFORE_ROUTING);
    }

    private static void callJson(RoutingContext context, CharSequence header) {
        var value = context.request().getHeader(header);
        if (value != null && value.startsWith(OWN_JSON)) {
            context.request().headers().set(header, "application/json");
        }
    }

    @ServerResponseFilter
    public void answer(ContainerRequestContext request, ContainerResponseContext response) {
        var path = request.getUriInfo().getPath();
        if (!owns(path)) {
            return;
        }
        response.getHeaders().putSingle("X-Elastic-Product", "Elasticsearch");
        if (response.getStatus() == 401) {
            response.getHeaders()
                    .put(
                            "WWW-Authenticate",
                            List.of(
                                    "Basic realm=\"security\", charset=\"UTF-8\"",
                                    "Bearer realm=\"security\"",
                                    "ApiKey"));
        }
        if (response.getEntity() instanceof ErrorBody error) {
            response.setEntity(ErrorAnswer.of(error, path));
        }
    }

    /** {@code {"error":{"root_cause":[{"type","reason"}],"type","reason"},"status":400}}. */
    record ErrorAnswer(Cause error, int status) {
        static ErrorAnswer of(ErrorBody error, String path) {
            var reason = error.statusCode() == 401
                    ? "missing authentication credentials for REST request [" + path + "]"
                    : error.message();
            var root = new Cause(null, type(error.statusCode(), reason), reason);
            return new ErrorAnswer(new Cause(List.of(root), root.type(), reason), error.statusCode());
        }

        private static String type(int status, String reason) {
            return switch (status) {
                case 400 ->
                    reason.startsWith(Words.RULE_BROKEN)
                            ? "action_request_validation_exception"
                            : "illegal_argument_exception";
                case 401, 403 -> "security_exception";
                case 404 -> "resource_not_found_exception";
                case 409 -> "version_conflict_engine_exception";
                default -> "status_exception";
            };
        }
    }

    record Cause(List<Cause> root_cause, String type, String reason) {}

    /** Elasticsearch's words for values that do not fit. */
    static final class Words implements Wording {
        static final String RULE_BROKEN = "Validation Failed: ";

        @Override
        public String wrongType(String path, JsonNode value, String expected) {
            return value == null
                    ? "Required [" + field(path) + "]"
                    : "failed to parse field [" + field(path) + "]: expected " + expected;
        }

        @Override
        public String unknownKey(String path, String key) {
            return "unknown field [" + key + "]";
        }

        @Override
        public String problem(String path, String problem) {
            return RULE_BROKEN + "1: " + problem + ";";
        }

        private static String field(String path) {
            return path.substring(path.indexOf('.') + 1);
        }
    }
}
