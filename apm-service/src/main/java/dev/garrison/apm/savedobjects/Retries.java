package dev.garrison.apm.savedobjects;

import dev.garrison.platform.http.ApiException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeSet;

/** Retries of one import, each of another object and to another place. */
public final class Retries {
    private Retries() {}

    /** @throws ApiException 400: two are of one object, or would be written to the same place */
    public static Map<ObjectKey, Retry> byKey(Collection<Retry> retries) {
        var byKey = new HashMap<ObjectKey, Retry>();
        var destinations = new HashSet<ObjectKey>();
        var twice = new TreeSet<String>();
        var clashing = new TreeSet<String>();
        for (var retry : retries) {
            if (byKey.put(retry.key(), retry) != null) {
                twice.add(retry.key().toString());
            }
            if (retry.destinationId() != null) {
                var destination = new ObjectKey(retry.type(), retry.destinationId());
                if (!destinations.add(destination)) {
                    clashing.add(destination.toString());
                }
            }
        }
        if (!twice.isEmpty()) {
            throw ApiException.badRequest("Non-unique retry objects: [%s]", String.join(",", twice));
        }
        if (!clashing.isEmpty()) {
            throw ApiException.badRequest("Non-unique retry destinations: [%s]", String.join(",", clashing));
        }
        return byKey;
    }
}
