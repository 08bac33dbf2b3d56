package dev.garrison.fleet.epm.registry;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.outbound.OutboundException;
import dev.garrison.platform.outbound.OutboundHttp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls of the registry: again when nobody answers, with doubling waits, and not for long. */
@ApplicationScoped
class RegistryCalls {
    /** Attempts where the answer is needed. */
    static final int PATIENT = 5;

    /** Attempts where there is another way. */
    static final int HASTY = 2;

    private static final Timeout TIMEOUT = Timeout.ofSeconds(20);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long ENOUGH_NANOS = 5_000_000_000L;

    private final OutboundHttp http;
    private final String userAgent;

    RegistryCalls(OutboundHttp http, @ConfigProperty(name = "garrison.version") String kibanaVersion) {
        this.http = http;
        this.userAgent = "Kibana/" + kibanaVersion + " node-fetch";
    }

    /** @throws ApiException 502: nobody answers, or too much */
    OutboundHttp.Answer get(URI uri, int maxBytes, int attempts) {
        var request = new OutboundHttp.Request("GET", uri, Map.of("User-Agent", userAgent), null);
        var start = System.nanoTime();
        var wait = FIRST_WAIT_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return http.call(request, TIMEOUT, maxBytes);
            } catch (OutboundException e) {
                if (attempt >= attempts || System.nanoTime() - start > ENOUGH_NANOS || !pause(wait)) {
                    throw ApiException.of(502, "Error connecting to package registry: %s", e.getMessage());
                }
                wait *= 2;
            }
        }
    }

    /** @throws ApiException 500: the answer is an error, or leads elsewhere */
    byte[] requireSuccess(URI uri, OutboundHttp.Answer answer) {
        if (answer.status() >= 200 && answer.status() < 300) {
            return answer.body();
        }
        var reason = Response.Status.fromStatusCode(answer.status());
        throw ApiException.of(
                500,
                "'%d %s' error response from package registry at %s",
                answer.status(),
                reason == null ? "Error" : reason.getReasonPhrase(),
                uri);
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
