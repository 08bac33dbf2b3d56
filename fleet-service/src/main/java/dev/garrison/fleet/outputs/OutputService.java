package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.secrets.Secrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Outputs, of which one is the default for data and one, often the same, for monitoring. */
@ApplicationScoped
public class OutputService {
    private final OutputRepository outputs;
    private final Secrets secrets;
    private final ObjectMapper json;
    private final Clock clock;
    private final List<String> defaultHosts;

    OutputService(
            OutputRepository outputs,
            Secrets secrets,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.default-output.hosts", defaultValue = "http://localhost:9200")
                    List<String> defaultHosts) {
        this.outputs = outputs;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
        this.defaultHosts = defaultHosts.stream().map(HostUrl::withPort).toList();
    }

    void start(@Observes StartupEvent event) {
        ensureDefault();
    }

    /** Makes the default output unless there is one; replicas may do so at once. */
    @Transactional
    public void ensureDefault() {
        var settings = json.createObjectNode()
                .put("name", "default")
                .put("type", "elasticsearch")
                .put("is_default", true)
                .put("is_default_monitoring", true)
                .put("preset", "balanced");
        settings.set("hosts", json.valueToTree(defaultHosts));
        outputs.insertUnlessThere(Output.DEFAULT_ID, settings, clock.instant());
    }

    /** All outputs, the defaults first. */
    @Transactional
    public List<OutputSettings> list() {
        return outputs.inOrder().stream().map(this::withSecrets).toList();
    }

    /** @throws ApiException 404 */
    @Transactional
    public OutputSettings require(String id) {
        return outputs.findByIdOptional(id)
                .map(this::withSecrets)
                .orElseThrow(() -> ApiException.notFound("Output %s not found", id));
    }

    /** An output that is to be named elsewhere; it is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<OutputSettings> toBeNamed(String id) {
        return outputs.locked(id).map(this::withSecrets);
    }

    /**
     * Where data goes.
     *
     * @param id null for the default
     */
    @Transactional
    public OutputSettings forData(String id) {
        return id == null ? withSecrets(outputs.defaultForData().orElseThrow()) : require(id);
    }

    /**
     * Where the agents' own logs and metrics go.
     *
     * @param id null for the default
     */
    @Transactional
    public OutputSettings forMonitoring(String id) {
        return id == null ? withSecrets(outputs.defaultForMonitoring().orElseThrow()) : require(id);
    }

    private OutputSettings withSecrets(Output output) {
        var settings = output.settings.deepCopy();
        if (output.secretsEncrypted != null) {
            merge(settings, read(secrets.decrypt("fleet.output." + output.id, output.secretsEncrypted)));
        }
        return new OutputSettings(output.id, settings);
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The secrets of an output are not JSON", e);
        }
    }

    private static void merge(ObjectNode target, JsonNode parts) {
        parts.properties().forEach(part -> {
            if (part.getValue().isObject() && target.get(part.getKey()) instanceof ObjectNode inner) {
                merge(inner, part.getValue());
            } else {
                target.set(part.getKey(), part.getValue());
            }
        });
    }
}
