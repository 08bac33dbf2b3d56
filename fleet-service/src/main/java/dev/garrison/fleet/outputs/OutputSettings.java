package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An output with its plain secrets, as clients see it and agents need it.
 *
 * @param settings all but the id
 * @param secretValues what agents get in place of {@code settings.secrets}: values of the same shape; no client ever sees them
 */
public record OutputSettings(String id, ObjectNode settings, ObjectNode secretValues) {
    public OutputSettings(String id, ObjectNode settings) {
        this(id, settings, JsonNodeFactory.instance.objectNode());
    }

    public String name() {
        return settings.get("name").textValue();
    }

    public String type() {
        return settings.get("type").textValue();
    }

    public boolean isDefault() {
        return settings.get("is_default").booleanValue();
    }

    public boolean isDefaultMonitoring() {
        return settings.get("is_default_monitoring").booleanValue();
    }

    /** Whether agents get an own API key for it. */
    public boolean isElasticsearch() {
        return type().equals("elasticsearch") || type().equals("remote_elasticsearch");
    }

    public Optional<String> proxyId() {
        return Optional.ofNullable(settings.path("proxy_id").textValue());
    }

    /** What it is called in a compiled policy. */
    public String key() {
        return isDefault() && type().equals("elasticsearch") ? "default" : id;
    }

    ObjectNode item() {
        return settings.deepCopy().put("id", id);
    }

    /** Keeps secrets out of logs. */
    @Override
    public String toString() {
        return "OutputSettings[" + id + "]";
    }
}
