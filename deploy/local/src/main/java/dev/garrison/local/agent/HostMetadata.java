package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What an Elastic Agent on a Debian machine tells about itself and its host. */
final class HostMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HostMetadata() {}

    /** {@code local_metadata}; the same host name always gives the same host. */
    static ObjectNode of(String agentId, String version, String hostName, String logLevel) {
        var hash = hostName.hashCode();
        var metadata = JSON.createObjectNode();
        metadata.putObject("elastic")
                .putObject("agent")
                .put("id", agentId)
                .put("version", version)
                .put("snapshot", false)
                .put("build.original", version + " (build: 0000000000000000000000000000000000000000)")
                .put("complete", false)
                .put("upgradeable", true)
                .put("unprivileged", false)
                .put("log_level", logLevel);
        var host = metadata.putObject("host")
                .put("architecture", "x86_64")
                .put("hostname", hostName)
                .put("name", hostName)
                .put(
                        "id",
                        UUID.nameUUIDFromBytes(hostName.getBytes(StandardCharsets.UTF_8))
                                .toString());
        host.putArray("ip")
                .add("127.0.0.1/8")
                .add("10.%d.%d.%d/16".formatted(hash >>> 16 & 255, hash >>> 8 & 255, hash & 255));
        host.putArray("mac")
                .add("02:00:%02x:%02x:%02x:%02x"
                        .formatted(hash >>> 24 & 255, hash >>> 16 & 255, hash >>> 8 & 255, hash & 255));
        metadata.putObject("os")
                .put("family", "debian")
                .put("full", "Debian GNU/Linux bookworm(12 (bookworm))")
                .put("kernel", "6.1.0-13-amd64")
                .put("name", "Debian GNU/Linux")
                .put("platform", "debian")
                .put("version", "12 (bookworm)");
        return metadata;
    }
}
