package dev.garrison.apm.privileges;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What the caller may do in several spaces. The token tells it of the request's space; of others security-service is asked, so no
 * transaction may be under way.
 */
@ApplicationScoped
public class SpacePrivileges {
    private static final Logger LOG = Logger.getLogger(SpacePrivileges.class);

    private final CurrentPrincipal caller;
    private final Instance<HttpHeaders> request;
    private final ObjectMapper json;
    private final HttpClient http;
    private final URI address;
    private final Duration timeout;

    SpacePrivileges(
            CurrentPrincipal caller,
            Instance<HttpHeaders> request,
            ObjectMapper json,
            @ConfigProperty(name = "garrison.security-service.url") String security,
            @ConfigProperty(name = "garrison.security-service.timeout") Duration timeout) {
        this.caller = caller;
        this.request = request;
        this.json = json;
        this.address = URI.create(security + "/internal/privileges");
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** Which privileges are held where. */
    public interface Held {
        /** @param space one of those that were asked for, or the request's */
        boolean has(String space, String privilege);
    }

    /**
     * @param spaces ids; {@code *} stands for every space, present and to come
     * @throws ApiException 503: security-service does not answer in time
     */
    public Held at(Collection<String> spaces, Collection<String> privileges) {
        var principal = caller.get();
        if (principal.has("*")) { // held in one space it is held in all
            return (space, privilege) -> true;
        }
        var others = new TreeSet<>(spaces);
        others.remove(principal.space());
        var held = others.isEmpty() || privileges.isEmpty() ? Map.<String, Set<String>>of() : ask(others, privileges);
        return (space, privilege) -> space.equals(principal.space())
                ? principal.has(privilege)
                : held.getOrDefault(space, Set.of()).contains(privilege);
    }

    private record Question(Collection<String> spaces, Collection<String> privileges) {}

    private record Answer(Map<String, List<String>> spaces) {}

    private Map<String, Set<String>> ask(Collection<String> spaces, Collection<String> privileges) {
        try {
            var question = HttpRequest.newBuilder(address)
                    .timeout(timeout)
                    .header(HttpHeaders.AUTHORIZATION, request.get().getHeaderString(HttpHeaders.AUTHORIZATION))
                    .header(HttpHeaders.CONTENT_TYPE, "application/json")
                    .header("kbn-xsrf", "garrison")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            json.writeValueAsBytes(new Question(spaces, privileges))))
                    .build();
            var answer = http.send(question, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            var held = new HashMap<String, Set<String>>();
            json.readValue(answer.body(), Answer.class)
                    .spaces()
                    .forEach((space, names) -> held.put(space, new HashSet<>(names)));
            return held;
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static ApiException unavailable(Exception e) {
        LOG.error("security-service does not say what is held in other spaces", e);
        return ApiException.of(503, "Privileges in other spaces cannot be told at the moment. Please try again.");
    }
}
