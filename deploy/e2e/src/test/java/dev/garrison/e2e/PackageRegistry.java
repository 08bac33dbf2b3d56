package dev.garrison.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A package registry of the tests' own, which serves what they publish as the public one would. */
final class PackageRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<TestPackage> published = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    PackageRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/search", this::search);
        server.createContext("/categories", exchange -> answerJson(exchange, List.of()));
        server.createContext("/package/", this::packageOrFile);
        server.createContext("/epr/", this::archive);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void publish(TestPackage one) {
        published.add(one);
    }

    /** The newest version of each, or of the one that is asked for. */
    private void search(HttpExchange exchange) throws IOException {
        var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        var name = Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith("package="))
                .map(parameter -> parameter.substring("package=".length()))
                .findFirst();
        var newest = published.stream()
                .filter(one -> name.isEmpty() || one.name().equals(name.get()))
                .collect(Collectors.groupingBy(
                        TestPackage::name, Collectors.maxBy(Comparator.comparing(TestPackage::version))));
        answerJson(
                exchange,
                newest.values().stream()
                        .flatMap(Optional::stream)
                        .map(PackageRegistry::describe)
                        .toList());
    }

    /** {@code /package/NAME/VERSION/} and, below it, a file. */
    private void packageOrFile(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath().split("/", 5);
        var one = path.length < 5 ? Optional.<TestPackage>empty() : find(path[2], path[3]);
        if (one.isEmpty()) {
            answer(exchange, 404, "text/plain", "package revision not found".getBytes(StandardCharsets.UTF_8));
        } else if (path[4].isEmpty()) {
            answerJson(exchange, describe(one.get()));
        } else {
            var file = one.get().files().get(path[4]);
            answer(
                    exchange,
                    file == null ? 404 : 200,
                    "text/plain",
                    (file == null ? "resource not found" : file).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** {@code /epr/NAME/NAME-VERSION.zip} */
    private void archive(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var one = published.stream()
                .filter(candidate -> download(candidate).equals(path))
                .findFirst();
        answer(
                exchange,
                one.isPresent() ? 200 : 404,
                one.isPresent() ? "application/zip" : "text/plain",
                one.map(TestPackage::zip).orElse(new byte[0]));
    }

    private Optional<TestPackage> find(String name, String version) {
        return published.stream()
                .filter(one -> one.name().equals(name) && one.version().equals(version))
                .findFirst();
    }

    private static String download(TestPackage one) {
        return "/epr/%s/%1$s-%s.zip".formatted(one.name(), one.version());
    }

    private static Map<String, Object> describe(TestPackage one) {
        var description = new LinkedHashMap<String, Object>();
        description.put("format_version", "3.0.0");
        description.put("name", one.name());
        description.put("title", "Web shop");
        description.put("version", one.version());
        description.put("release", "ga");
        description.put("description", "What a shop writes down");
        description.put("type", "integration");
        description.put("download", download(one));
        description.put("path", "/package/%s/%s".formatted(one.name(), one.version()));
        description.put("categories", List.of("custom"));
        description.put("conditions", Map.of("kibana", Map.of("version", "^8.17.0")));
        description.put("owner", Map.of("github", "garrison", "type", "community"));
        description.put(
                "policy_templates",
                List.of(Map.of(
                        "name", one.name(), "title", "Logs of the shop", "description", "Reads the shop's log files")));
        description.put(
                "assets",
                one.files().keySet().stream()
                        .map(file -> "/package/%s/%s/%s".formatted(one.name(), one.version(), file))
                        .toList());
        return description;
    }

    private static void answerJson(HttpExchange exchange, Object body) throws IOException {
        answer(exchange, 200, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
