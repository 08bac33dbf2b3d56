package dev.garrison.fleet.epm.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.outbound.OutboundHttp;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A server that speaks the package registry's protocol: public, read only. Without an address in the configuration nothing is ever asked.
 * What it answers 4xx or 5xx to is 500 to our client, and 502 if it cannot be reached.
 */
@ApplicationScoped
public class PackageRegistry {
    private static final int MAX_JSON = 64 * 1024 * 1024;
    private static final int MAX_FILE = 16 * 1024 * 1024;
    private static final int NOT_FOUND = 404;

    private final URI address;
    private final String kibanaVersion;
    private final RegistryCalls calls;
    private final ObjectMapper json;

    PackageRegistry(
            @ConfigProperty(name = "garrison.fleet.epm.registry-url") Optional<URI> address,
            @ConfigProperty(name = "garrison.version") String kibanaVersion,
            RegistryCalls calls,
            ObjectMapper json) {
        this.address = address.orElse(null);
        this.kibanaVersion = kibanaVersion;
        this.calls = calls;
        this.json = json;
    }

    public boolean isConfigured() {
        return address != null;
    }

    /** The newest version of each package that fits. @param category null for all */
    public List<ObjectNode> search(String category, boolean prerelease) {
        var query = new LinkedHashMap<String, String>();
        query.put("kibana.version", kibanaVersion);
        put(query, "category", category);
        put(query, "prerelease", prerelease ? "true" : null);
        return objects(get("/search", query, RegistryCalls.PATIENT));
    }

    /** The newest version of one package. @param anyKibana also those that ask for another Kibana */
    public Optional<ObjectNode> latest(String name, boolean prerelease, boolean anyKibana) {
        var query = new LinkedHashMap<String, String>();
        query.put("package", name);
        query.put("prerelease", Boolean.toString(prerelease));
        put(query, "kibana.version", anyKibana ? null : kibanaVersion);
        return objects(get("/search", query, RegistryCalls.HASTY)).stream().findFirst();
    }

    /** All that the registry says of a version. */
    public Optional<ObjectNode> info(String name, String version) {
        var uri = resolve("/package/" + encode(name) + "/" + encode(version) + "/", Map.of());
        var answer = calls.get(uri, MAX_JSON, RegistryCalls.PATIENT);
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(read(calls.requireSuccess(uri, answer), ObjectNode.class));
    }

    /** A package's zip. @param download the path that {@link #info} names */
    public byte[] archive(String download) {
        var uri = resolve(download.startsWith("/") ? download : "/" + download, Map.of());
        return calls.requireSuccess(uri, calls.get(uri, ArchiveReader.MAX_BYTES, RegistryCalls.PATIENT));
    }

    /** One file of a package. @param path in the package */
    public OutboundHttp.Answer file(String name, String version, String path) {
        var uri = resolve(
                Stream.of("package", name, version, path)
                        .flatMap(part -> Arrays.stream(part.split("/", -1)))
                        .map(PackageRegistry::segment)
                        .collect(Collectors.joining("/", "/", "")),
                Map.of());
        var answer = calls.get(uri, MAX_FILE, RegistryCalls.PATIENT);
        calls.requireSuccess(uri, answer);
        return answer;
    }

    public List<ObjectNode> categories(boolean prerelease, boolean includePolicyTemplates) {
        var query = new LinkedHashMap<String, String>();
        query.put("kibana.version", kibanaVersion);
        put(query, "prerelease", prerelease ? "true" : null);
        put(query, "include_policy_templates", includePolicyTemplates ? "true" : null);
        return objects(get("/categories", query, RegistryCalls.PATIENT));
    }

    private ArrayNode get(String path, Map<String, String> query, int attempts) {
        var uri = resolve(path, query);
        return read(calls.requireSuccess(uri, calls.get(uri, MAX_JSON, attempts)), ArrayNode.class);
    }

    private <T extends JsonNode> T read(byte[] body, Class<T> kind) {
        try {
            var node = json.readTree(new String(body, StandardCharsets.UTF_8));
            if (kind.isInstance(node)) {
                return kind.cast(node);
            }
        } catch (JsonProcessingException e) {
            throw ApiException.of(502, "The package registry answers no JSON: %s", e.getOriginalMessage());
        }
        throw ApiException.of(502, "The package registry answers in an unknown form");
    }

    private static List<ObjectNode> objects(ArrayNode array) {
        return array.valueStream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    private URI resolve(String path, Map<String, String> query) {
        if (address == null) {
            throw ApiException.badRequest("There is no package registry: none is configured");
        }
        var base = address.toString().replaceAll("/+$", "");
        var parameters = query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        try {
            return URI.create(base + path + (parameters.isEmpty() ? "" : "?" + parameters));
        } catch (IllegalArgumentException e) {
            throw ApiException.of(502, "The package registry names an address that is none");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One that an address keeps: those of dots alone would climb. */
    private static String segment(String text) {
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw ApiException.notFound("package file not found");
        }
        return encode(text);
    }

    private static void put(Map<String, String> query, String key, String value) {
        if (value != null) {
            query.put(key, value);
        }
    }
}
