package dev.garrison.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.platform.security.TokenVerifier;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * The checks between routing and an operation, in Kibana's order, so that the same error wins: authentication, media type and
 * syntax of the body, CSRF, client version, privileges, API version, path, query and body.
 */
public class RequestPipeline {
    static final String API_VERSION = "2023-10-31";
    static final String BODY = "garrison.body";
    static final String TAKES_JSON = "garrison.takes-json";
    private static final String REQUEST_ID = "x-request-id";
    private static final int LONGEST_REQUEST_ID = 200;
    private static final String VERSION_HEADER = "elastic-api-version";
    private static final String VERSIONED = "garrison.versioned";
    static final String JSON_UTF8 = "application/json; charset=utf-8";
    static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final Map<Method, Operation> operations = new ConcurrentHashMap<>();
    private final TokenVerifier tokens;
    private final CurrentPrincipal principal;
    private final Auditing auditing;
    private final AuditedAction audited;
    private final ObjectMapper json;
    private final String kibanaVersion;

    RequestPipeline(
            TokenVerifier tokens,
            CurrentPrincipal principal,
            Auditing auditing,
            AuditedAction audited,
            ObjectMapper json,
            @ConfigProperty(name = "garrison.version") String kibanaVersion) {
        this.tokens = tokens;
        this.principal = principal;
        this.auditing = auditing;
        this.audited = audited;
        this.json = json;
        this.kibanaVersion = kibanaVersion;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void check(ContainerRequestContext request, ResourceInfo resource, RoutingContext http) throws IOException {
        var requestId = requestId(http.request());
        if (requestId != null) {
            MDC.put("requestId", requestId); // each line of the log names the gateway's request
        }
        var operation = operations.computeIfAbsent(
                resource.getResourceMethod(), method -> new Operation(resource.getResourceClass(), method));
        var entry = auditing.of(http);
        entry.isFor(operation);
        audited.of(entry);
        if (!operation.unauthenticated) {
            principal.become(tokens.verify(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
            entry.isBy(principal.get());
        }
        request.setProperty(TAKES_JSON, operation.takesJson ? true : null);
        var body = operation.takesJson ? readBody(request, operation) : null;
        if (!operation.unauthenticated) {
            if (!operation.elasticsearch) {
                checkCsrf(request);
            }
            checkPrivileges(request, operation);
            if (!operation.elasticsearch) {
                checkVersion(request, operation);
                request.setProperty(VERSIONED, true);
            }
        }
        try {
            operation.checkPath(request.getUriInfo().getPathParameters());
            operation.checkQuery(request.getUriInfo().getQueryParameters());
            if (operation.body != null) {
                var checked = operation.checkBody(body);
                request.setProperty(BODY, checked == null ? MissingNode.getInstance() : checked);
            }
        } catch (ValidationFailure failure) {
            throw operation.refusal(failure);
        }
    }

    /** The gateway's, or null. */
    static String requestId(HttpServerRequest request) {
        var id = request.getHeader(REQUEST_ID);
        return id != null && id.length() <= LONGEST_REQUEST_ID ? id : null;
    }

    /** @return null where there is no body */
    private JsonNode readBody(ContainerRequestContext request, Operation operation) throws IOException {
        // Elasticsearch's searches are GETs with a body
        if (SAFE_METHODS.contains(request.getMethod()) && !(operation.elasticsearch && operation.body != null)) {
            return null;
        }
        var bytes = request.getEntityStream().readAllBytes();
        if (bytes.length == 0) {
            return null;
        }
        var type = request.getMediaType();
        if (type != null && !MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            throw ApiException.of(415, "Unsupported Media Type");
        }
        try {
            return json.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("Invalid request payload JSON format");
        }
    }

    private void checkCsrf(ContainerRequestContext request) {
        var clientVersion = request.getHeaderString("kbn-version");
        if (clientVersion != null && !clientVersion.equals(kibanaVersion)) {
            throw new ApiException(
                    400,
                    "Browser client is out of date, please refresh the page (\"kbn-version\" header was \"%s\" but should be \"%s\")"
                            .formatted(clientVersion, kibanaVersion),
                    Map.of("expected", kibanaVersion, "got", clientVersion));
        }
        if (clientVersion == null
                && !SAFE_METHODS.contains(request.getMethod())
                && request.getHeaderString("kbn-xsrf") == null) {
            throw ApiException.badRequest("Request must contain a kbn-xsrf header.");
        }
    }

    private void checkPrivileges(ContainerRequestContext request, Operation operation) {
        var missing = operation.missing(principal.get().privileges());
        if (!missing.isEmpty()) {
            var uri = request.getUriInfo().getRequestUri();
            throw ApiException.forbidden(
                    "API [%s %s] is unauthorized for user, this action is granted by the Kibana privileges [%s]",
                    request.getMethod(),
                    uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                    String.join(",", missing));
        }
        var cluster = operation.clusterPrivileges;
        if (!cluster.isEmpty() && cluster.stream().noneMatch(principal.get()::hasCluster)) {
            throw ApiException.forbiddenAction(operation.action, principal.get(), cluster);
        }
    }

    private static void checkVersion(ContainerRequestContext request, Operation operation) {
        if (request.getUriInfo().getQueryParameters().containsKey("apiVersion")) {
            throw ApiException.badRequest("Use of query parameter \"apiVersion\" is not allowed. "
                    + "Please specify the API version using the \"elastic-api-version\" header.");
        }
        var version = request.getHeaderString(VERSION_HEADER);
        if (version == null || version.equals(API_VERSION)) {
            return;
        }
        try {
            LocalDate.parse(version);
        } catch (DateTimeParseException e) {
            throw ApiException.badRequest(
                    "Invalid version. Received \"%s\", expected a valid date string formatted as YYYY-MM-DD.", version);
        }
        throw ApiException.badRequest(
                "No version \"%s\" available for [%s] [%s]. Available versions are: [%s]",
                version, request.getMethod().toLowerCase(Locale.ROOT), operation.path, API_VERSION);
    }

    @ServerResponseFilter
    public void addVersion(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(VERSIONED) != null) {
            response.getHeaders().putSingle(VERSION_HEADER, API_VERSION);
        }
        var type = response.getMediaType();
        if (response.hasEntity() && (type == null || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, JSON_UTF8); // as Kibana spells it
        }
    }
}
