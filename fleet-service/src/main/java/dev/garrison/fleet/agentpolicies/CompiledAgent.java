package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.PolicyCompiler.Reader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** {@code agent} of a compiled policy: how the agent itself behaves, whatever its inputs. */
@ApplicationScoped
class CompiledAgent {
    /** Where advanced settings land. */
    private static final Map<String, String> ADVANCED = new TreeMap<>(Map.of(
            "agent_limits_go_max_procs", "limits.go_max_procs",
            "agent_download_timeout", "download.timeout",
            "agent_download_target_directory", "download.target_directory",
            "agent_logging_level", "logging.level",
            "agent_logging_to_files", "logging.to_files",
            "agent_logging_metrics_period", "logging.metrics.period",
            "agent_logging_files_rotateeverybytes", "logging.files.rotateeverybytes",
            "agent_logging_files_keepfiles", "logging.files.keepfiles",
            "agent_logging_files_interval", "logging.files.interval"));

    private final ObjectMapper json;

    CompiledAgent(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode compile(PolicySnapshot snapshot, Reader reader) {
        var settings = snapshot.settings();
        var agent = json.createObjectNode();
        var download =
                agent.putObject("download").put("sourceURI", snapshot.download().source());
        ProxyPart.add(download, snapshot.proxy(snapshot.download().proxyId()));
        agent.set("monitoring", monitoring(snapshot));
        var features = agent.putObject("features");
        settings.path("agent_features")
                .forEach(feature ->
                        features.putObject(feature.get("name").textValue()).set("enabled", feature.get("enabled")));
        if (reader != Reader.STANDALONE) {
            agent.putObject("protection")
                    .put("enabled", settings.path("is_protected").booleanValue())
                    .put("uninstall_token_hash", snapshot.uninstallTokenHash())
                    .put("signing_key", snapshot.signingKey().publicKey());
        }
        ADVANCED.forEach((name, path) -> {
            var value = settings.path("advanced_settings").path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                put(agent, path, value);
            }
        });
        return agent;
    }

    private ObjectNode monitoring(PolicySnapshot snapshot) {
        var settings = snapshot.settings();
        var monitoring = json.createObjectNode()
                .put("enabled", false)
                .put("logs", false)
                .put("metrics", false)
                .put("traces", false);
        var wanted = settings.path("monitoring_enabled");
        if (!wanted.isEmpty()) {
            monitoring
                    .put("enabled", true)
                    .put("namespace", settings.get("namespace").textValue())
                    .put("use_output", snapshot.monitoringOutput().key());
            wanted.forEach(kind -> monitoring.put(kind.textValue(), true));
        }
        if (settings.path("keep_monitoring_alive").booleanValue()) {
            monitoring.put("enabled", true);
        }
        if (settings.has("monitoring_pprof_enabled")) {
            monitoring.putObject("pprof").set("enabled", settings.get("monitoring_pprof_enabled"));
        }
        var http = settings.path("monitoring_http");
        if (http.path("enabled").booleanValue()) {
            monitoring.put("enabled", true).set("http", http.deepCopy());
        }
        if (settings.get("monitoring_diagnostics") instanceof ObjectNode diagnostics) {
            monitoring.set("diagnostics", diagnostics.deepCopy());
        }
        return monitoring;
    }

    private static void put(ObjectNode target, String path, JsonNode value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            target.set(path, value);
        } else {
            put(target.withObjectProperty(path.substring(0, dot)), path.substring(dot + 1), value);
        }
    }
}
