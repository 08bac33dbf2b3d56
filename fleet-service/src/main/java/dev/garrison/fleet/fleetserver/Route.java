package dev.garrison.fleet.fleetserver;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;

/**
 * Which requests an operation gets.
 *
 * @param name in configuration and metrics
 * @param path with parameters as {@code {id}}
 * @param keyRequired whether it is refused without an API key before the body is read
 * @param largestBody in bytes, also of what a compressed one holds
 * @param rate,burst,concurrent defaults, see {@link FleetServerConfig.Limit}
 */
public record Route(
        String name,
        HttpMethod method,
        String path,
        boolean keyRequired,
        int largestBody,
        int rate,
        int burst,
        int concurrent) {

    /** @return the path's parameters, or null where it is another path */
    Map<String, String> match(String[] segments) {
        var own = path.split("/");
        if (own.length != segments.length) {
            return null;
        }
        Map<String, String> parameters = Map.of();
        for (int i = 0; i < own.length; i++) {
            if (own[i].startsWith("{")) {
                if (segments[i].isEmpty()) {
                    return null;
                }
                parameters = new HashMap<>(parameters);
                parameters.put(own[i].substring(1, own[i].length() - 1), segments[i]);
            } else if (!own[i].equals(segments[i])) {
                return null;
            }
        }
        return parameters;
    }
}
