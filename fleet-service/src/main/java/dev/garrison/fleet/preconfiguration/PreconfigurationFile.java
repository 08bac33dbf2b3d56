package dev.garrison.fleet.preconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Yaml;
import dev.garrison.fleet.outputs.CreateOutput;
import dev.garrison.fleet.proxies.ProxyResource.CreateProxy;
import dev.garrison.fleet.serverhosts.FleetServerHostResource.CreateFleetServerHost;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What an operator has written down: each object is the body of a request that would create it, with an id. */
record PreconfigurationFile(List<ObjectNode> outputs, List<ObjectNode> proxies, List<ObjectNode> fleetServerHosts) {
    static final PreconfigurationFile EMPTY = new PreconfigurationFile(List.of(), List.of(), List.of());

    private static final String PREFIX = "xpack.fleet.";
    private static final List<String> KEYS = List.of("outputs", "proxies", "fleetServerHosts");

    /** @throws IllegalStateException it cannot be read, or something in it is not as a request would have it */
    static PreconfigurationFile read(Path path) {
        try {
            return parse(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("garrison.fleet.preconfiguration cannot be read", e);
        }
    }

    /** @param text YAML or JSON */
    static PreconfigurationFile parse(String text) {
        ObjectNode file;
        try {
            file = Yaml.parseObject(text);
        } catch (IllegalArgumentException e) {
            throw refused("it is not YAML");
        }
        file.fieldNames().forEachRemaining(key -> {
            if (!key.startsWith(PREFIX) || !KEYS.contains(key.substring(PREFIX.length()))) {
                throw refused(key + " is not known");
            }
        });
        file.path(PREFIX + "outputs").forEach(PreconfigurationFile::takeConfig);
        return new PreconfigurationFile(
                objects(file, "outputs", CreateOutput.class),
                objects(file, "proxies", CreateProxy.class),
                objects(file, "fleetServerHosts", CreateFleetServerHost.class));
    }

    /** In a file {@code config} is an object, in a request {@code config_yaml} a text. */
    private static void takeConfig(JsonNode output) {
        if (output instanceof ObjectNode object && object.has("config")) {
            object.put("config_yaml", Yaml.write(object.remove("config")));
        }
    }

    private static List<ObjectNode> objects(ObjectNode file, String key, Type request) {
        var ids = new HashSet<String>();
        var objects = new ArrayList<ObjectNode>();
        for (var object : file.path(PREFIX + key)) {
            var id = object.path("id").asText();
            if (id.isEmpty() || !ids.add(id)) {
                throw refused("each of " + PREFIX + key + " needs an id of its own");
            }
            try {
                objects.add((ObjectNode) Requests.check(request, object));
            } catch (ApiException e) {
                throw refused(PREFIX + key + " " + id + ": " + e.getMessage());
            }
        }
        return objects;
    }

    private static IllegalStateException refused(String problem) {
        return new IllegalStateException("garrison.fleet.preconfiguration: " + problem);
    }
}
