package dev.garrison.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The operations that a document describes. */
final class Operations {
    /** By method and number of segments, to look at few. */
    private final Map<String, List<String[]>> templates = new HashMap<>();

    Operations(JsonNode document) {
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    var segments = path.getKey().split("/", -1);
                    templates
                            .computeIfAbsent(key(method.toUpperCase(Locale.ROOT), segments), key -> new ArrayList<>())
                            .add(segments);
                }));
    }

    boolean contain(HttpMethod method, String path) {
        var segments = path.split("/", -1);
        return templates.getOrDefault(key(method.name(), segments), List.of()).stream()
                .anyMatch(template -> fits(template, segments));
    }

    private static boolean fits(String[] template, String[] segments) {
        for (int i = 0; i < segments.length; i++) {
            if (template[i].indexOf('{') < 0 && !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }

    private static String key(String method, String[] segments) {
        return method + segments.length;
    }
}
