package dev.garrison.fleet.epm.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.garrison.fleet.epm.PackageArchives;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A package registry with what a test puts into it; without its own rules for versions of Kibana. */
public class TestRegistry implements QuarkusTestResourceLifecycleManager {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, PackageArchives> PACKAGES = new ConcurrentHashMap<>();
    private static final Map<String, PackageArchives> DOWNLOADS = new ConcurrentHashMap<>();
    private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
    private static volatile int failure;

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", TestRegistry::answer);
        server.start();
        return Map.of(
                "garrison.fleet.epm.registry-url",
                        "http://localhost:" + server.getAddress().getPort(),
                "garrison.outbound.private-hosts", "localhost",
                "garrison.fleet.epm.upload-interval", "10s");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    public static PackageArchives add(PackageArchives archive) {
        PACKAGES.put(archive.root(), archive);
        return archive;
    }

    /** What is listed as one package is another. */
    public static void add(PackageArchives listed, PackageArchives sent) {
        PACKAGES.put(listed.root(), listed);
        DOWNLOADS.put(listed.root(), sent);
    }

    /** Every request is answered with this status; 0: as usual. */
    public static void fail(int status) {
        failure = status;
    }

    /** Addresses that were asked for. */
    public static List<String> requests() {
        return REQUESTS;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        REQUESTS.add(exchange.getRequestURI().toString());
        var path = exchange.getRequestURI().getPath();
        if (failure != 0) {
            send(exchange, failure, "text/plain", "out of order".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/search")) {
            search(exchange);
        } else if (path.equals("/categories")) {
            json(exchange, List.of(Map.of("id", "observability", "title", "Observability", "count", 3)));
        } else if (path.startsWith("/epr/")) {
            var key = path.substring(path.lastIndexOf('/') + 1).replace(".zip", "");
            send(
                    exchange,
                    200,
                    "application/zip",
                    DOWNLOADS.getOrDefault(key, PACKAGES.get(key)).zip());
        } else {
            file(exchange, path.split("/", 5));
        }
    }

    /** @param path empty, package, name, version, path in the package */
    private static void file(HttpExchange exchange, String[] path) throws IOException {
        var archive = path.length < 5 ? null : PACKAGES.get(path[2] + "-" + path[3]);
        if (archive == null) {
            send(exchange, 404, "text/plain", "package revision not found".getBytes(StandardCharsets.UTF_8));
        } else if (path[4].isEmpty()) {
            json(exchange, described(archive).put("format_version", "3.0.0"));
        } else if (archive.has(path[4])) {
            send(exchange, 200, "image/svg+xml", archive.text(path[4]).getBytes(StandardCharsets.UTF_8));
        } else {
            send(exchange, 404, "text/plain", "resource not found".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void search(HttpExchange exchange) throws IOException {
        var query = "&" + exchange.getRequestURI().getQuery() + "&";
        var prerelease = query.contains("&prerelease=true&");
        var newest = new ConcurrentHashMap<String, PackageArchives>();
        for (var archive : PACKAGES.values()) {
            var isPrerelease =
                    archive.version().contains("-") || archive.version().startsWith("0.");
            var wanted = !query.contains("&package=") || query.contains("&package=" + archive.name() + "&");
            if (wanted && (prerelease || !isPrerelease)) {
                newest.merge(archive.name(), archive, (a, b) -> a.version().compareTo(b.version()) > 0 ? a : b);
            }
        }
        json(exchange, newest.values().stream().map(TestRegistry::described).toList());
    }

    private static ObjectNode described(PackageArchives archive) {
        var path = "/package/" + archive.name() + "/" + archive.version();
        var info = JSON.createObjectNode()
                .put("name", archive.name())
                .put("version", archive.version())
                .put("title", "Weather of the registry")
                .put("description", "Weather stations")
                .put("type", "integration")
                .put("release", "ga")
                .put("path", path)
                .put("download", "/epr/" + archive.name() + "/" + archive.root() + ".zip");
        info.putArray("assets").add(path + "/kibana/dashboard/overview.json");
        return info;
    }

    private static void json(HttpExchange exchange, Object body) throws IOException {
        send(exchange, 200, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
