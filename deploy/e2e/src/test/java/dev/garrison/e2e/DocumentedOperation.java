package dev.garrison.e2e;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One operation of the merged OpenAPI document and what it asks of its caller.
 *
 * @param all Kibana privileges that are all needed
 * @param any of these one, where there are any
 * @param cluster of these Elasticsearch privileges one, where there are any
 */
record DocumentedOperation(
        String method, String path, String contentType, List<String> all, List<String> any, List<String> cluster) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    static List<DocumentedOperation> all(JsonPath document) {
        var operations = new ArrayList<DocumentedOperation>();
        document.<Map<String, Map<String, Object>>>get("paths")
                .forEach((path, methods) -> methods.forEach((method, value) -> {
                    if (METHODS.contains(method)
                            && ((Map<?, ?>) value).get("x-privileges") instanceof Map<?, ?> privileges) {
                        operations.add(new DocumentedOperation(
                                method,
                                path,
                                contentType((Map<?, ?>) value),
                                names(privileges, "all"),
                                names(privileges, "any"),
                                names(privileges, "cluster")));
                    }
                }));
        return operations;
    }

    private static List<String> names(Map<?, ?> privileges, String kind) {
        return privileges.get(kind) instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String contentType(Map<?, ?> operation) {
        return operation.get("requestBody") instanceof Map<?, ?> body
                        && body.get("content") instanceof Map<?, ?> content
                ? String.valueOf(content.keySet().iterator().next())
                : "application/json";
    }

    boolean asksForPrivileges() {
        return !all.isEmpty() || !any.isEmpty() || !cluster.isEmpty();
    }

    boolean isElasticsearchs() {
        return path.startsWith("/_");
    }

    /** @param held by the caller: {@code *} is all of Kibana's; {@code cluster:NAME} stands for Elasticsearch's */
    boolean isAllowedTo(Set<String> held) {
        return (held.contains("*")
                        || held.containsAll(all)
                                && (any.isEmpty() || any.stream().anyMatch(held::contains)))
                && (cluster.isEmpty()
                        || held.contains("cluster:all")
                        || cluster.stream().anyMatch(name -> held.contains("cluster:" + name)));
    }

    /** The fewest privileges that suffice. */
    Set<String> needed() {
        var needed = new HashSet<>(all);
        if (!any.isEmpty()) {
            needed.add(any.get(0));
        }
        if (!cluster.isEmpty()) {
            needed.add("cluster:" + cluster.get(0));
        }
        return needed;
    }

    /** With ids that nothing has and a body that no operation takes for complete: it gets no further than its checks. */
    Response call(String address, String authorization, Map<String, String> moreHeaders) {
        var request = given().baseUri(address).urlEncodingEnabled(false).headers(moreHeaders);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (!method.equals("get")) {
            request.header("kbn-xsrf", "true");
            if (contentType.startsWith("multipart/")) {
                request.multiPart("nothing", "nothing");
            } else {
                var body = contentType.contains("json") ? "{}" : "nothing";
                request.contentType(contentType).body(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        return request.request(method.toUpperCase(Locale.ROOT), path.replaceAll("\\{[^}]+}", "no-such-thing"));
    }

    @Override
    public String toString() {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }
}
