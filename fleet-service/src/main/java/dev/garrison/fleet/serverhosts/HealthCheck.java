package dev.garrison.fleet.serverhosts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.outbound.OutboundException;
import dev.garrison.platform.outbound.OutboundHttp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.core5.util.Timeout;

/** Asks a Fleet Server how it is. */
@ApplicationScoped
class HealthCheck {
    private static final Timeout PATIENCE = Timeout.ofSeconds(5);
    private static final int MAX_BYTES = 64 * 1024;

    private final FleetServerHostService hosts;
    private final OutboundHttp outbound;
    private final ObjectMapper json;

    HealthCheck(FleetServerHostService hosts, OutboundHttp outbound, ObjectMapper json) {
        this.hosts = hosts;
        this.outbound = outbound;
        this.json = json;
    }

    /** @param status the Fleet Server's own word, or {@code OFFLINE} */
    record Health(@NotNull String status, String name, @JsonProperty("host_id") String hostId) {}

    /** @throws ApiException 404; 400: it has no address, or one that may not be called */
    Health of(String hostId) {
        var host = hosts.require(hostId); // a transaction of its own, over before the call
        if (host.urls().isEmpty()) {
            throw ApiException.badRequest("The requested host id %s does not have associated host urls.", hostId);
        }
        try {
            var answer = outbound.call(
                    OutboundHttp.Request.get(URI.create(host.urls().get(0) + "/api/status")), PATIENCE, MAX_BYTES);
            var body = parse(answer.body());
            var status = body.path("status").asText();
            return status.isEmpty()
                    ? offline(hostId)
                    : new Health(status, body.path("name").textValue(), hostId);
        } catch (OutboundException e) {
            if (e.getCause() == null) { // nobody was asked
                throw ApiException.badRequest("%s", e.getMessage());
            }
            return offline(hostId);
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            return json.missingNode(); // something else lives there
        }
    }

    private static Health offline(String hostId) {
        return new Health("OFFLINE", null, hostId);
    }
}
