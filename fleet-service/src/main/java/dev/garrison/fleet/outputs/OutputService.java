package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.settingsobjects.HostUrl;
import dev.garrison.fleet.settingsobjects.SecretParts;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Outputs, of which one is the default for data and one, often the same, for monitoring. */
@ApplicationScoped
public class OutputService {
    private final OutputRepository outputs;
    private final OutputSecrets secrets;
    private final SecretParts secretParts;
    private final ObjectMapper json;
    private final Clock clock;
    private final List<String> defaultHosts;

    OutputService(
            OutputRepository outputs,
            OutputSecrets secrets,
            SecretParts secretParts,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.default-output.hosts", defaultValue = "http://localhost:9200")
                    List<String> defaultHosts) {
        this.outputs = outputs;
        this.secrets = secrets;
        this.secretParts = secretParts;
        this.json = json;
        this.clock = clock;
        this.defaultHosts = defaultHosts.stream().map(HostUrl::withPort).toList();
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
        return outputs.findByIdOptional(id).map(this::withSecrets).orElseThrow(() -> notFound(id));
    }

    /** An output that is to be named elsewhere; it is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<OutputSettings> toBeNamed(String id) {
        return outputs.toBeNamed(id).map(this::withSecrets);
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

    OutputSettings withSecrets(Output output) {
        var settings = secretParts.merge(output.settings(), purpose(output), output.secretsEncrypted);
        return settings.has("secrets")
                ? new OutputSettings(output.id(), settings, secrets.values(output.id()))
                : new OutputSettings(output.id(), settings);
    }

    static String purpose(Output output) {
        return "fleet.output." + output.id();
    }

    static ApiException notFound(String id) {
        return ApiException.notFound("Output %s not found", id);
    }
}
