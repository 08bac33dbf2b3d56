package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Yaml;
import java.util.List;

/** What is written into {@code config_yaml}, as far as other settings hang on it. */
final class OutputConfig {
    /** Settings that are a preset's otherwise. */
    static final List<String> PERFORMANCE_KEYS = List.of(
            "bulk_max_size",
            "compression_level",
            "connection_idle_timeout",
            "queue.mem.events",
            "queue.mem.flush.min_events",
            "queue.mem.flush.timeout",
            "workers");

    static final List<String> SHIPPER_KEYS = List.of(
            "disk_queue_enabled",
            "disk_queue_path",
            "disk_queue_max_size",
            "disk_queue_encryption_enabled",
            "disk_queue_compression_enabled",
            "compression_level",
            "loadbalance",
            "mem_queue_events",
            "queue_flush_timeout",
            "max_batch_bytes");

    private final ObjectNode config;

    /** @param yaml known to be YAML */
    OutputConfig(String yaml) {
        config = Yaml.parseObject(yaml);
    }

    boolean tunesPerformance() {
        return PERFORMANCE_KEYS.stream().anyMatch(key -> has(config, key));
    }

    boolean usesShipper() {
        var shipper = config.path("shipper");
        return !shipper.isMissingNode()
                        && !shipper.isNull()
                        && shipper.path("enabled").asBoolean(true)
                || config.path("shipper.enabled").asBoolean();
    }

    /** Keys may be nested or joined by dots, and both. */
    private static boolean has(JsonNode node, String key) {
        if (node.has(key)) {
            return true;
        }
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            if (has(node.path(key.substring(0, dot)), key.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }
}
