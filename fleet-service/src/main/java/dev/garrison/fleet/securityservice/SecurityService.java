package dev.garrison.fleet.securityservice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * security-service over HTTP, on behalf of the caller: it gets the token that the gateway gave us, and decides by it. Never called inside
 * a transaction, for that would hold a connection as long as the answer takes.
 */
@ApplicationScoped
public class SecurityService {
    private static final Logger LOG = Logger.getLogger(SecurityService.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final URI address;
    private final Duration timeout;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    SecurityService(
            @ConfigProperty(name = "garrison.security-service.url") URI address,
            @ConfigProperty(name = "garrison.security-service.timeout") Duration timeout,
            ObjectMapper json) {
        this.address = address;
        this.timeout = timeout;
        this.json = json;
    }

    /** The caller may not do what was asked for. */
    public static class Refused extends Exception {
        Refused() {
            super("security-service refuses the caller", null, false, false);
        }
    }

    /**
     * @param authorization the caller's header, as it came
     * @throws Refused 403
     * @throws ApiException 400, 401: as security-service says; 503: it is away, or does not answer in time; 502: it answers something else
     */
    public JsonNode post(String path, String authorization, JsonNode body) throws Refused {
        var request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(timeout)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("kbn-xsrf", "fleet-service")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        Optional.ofNullable(MDC.get("requestId")).ifPresent(id -> request.header("x-request-id", id.toString()));
        var response = send(request.build());
        var answer = parse(response);
        switch (response.statusCode()) {
            case 200 -> {
                return answer;
            }
            case 403 -> throw new Refused();
            case 400, 401 -> throw ApiException.of(response.statusCode(), "%s", reason(answer));
            case 503 -> throw away();
            default -> {
                LOG.errorf("security-service answered %s with status %d", path, response.statusCode());
                throw ApiException.of(502, "security-service could not do its part");
            }
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            LOG.warnf("security-service cannot be reached at %s: %s", address, e);
            throw away();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away();
        }
    }

    private JsonNode parse(HttpResponse<String> response) {
        try {
            return json.readTree(response.body());
        } catch (JsonProcessingException e) {
            LOG.errorf("security-service did not answer JSON, with status %d", response.statusCode());
            throw ApiException.of(502, "security-service could not do its part");
        }
    }

    private static ApiException away() {
        return ApiException.of(503, "security-service is not available");
    }

    /** In Elasticsearch's shape or in Kibana's. */
    private static String reason(JsonNode answer) {
        return answer.at("/error/reason").asText(answer.path("message").asText("Bad Request"));
    }
}
