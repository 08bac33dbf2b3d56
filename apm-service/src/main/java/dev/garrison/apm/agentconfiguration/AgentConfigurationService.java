package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.apm.agentconfiguration.AgentConfigurationChanged.Change;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes and finds agent configurations. They are one set for the whole installation: spaces do not divide them. */
@ApplicationScoped
class AgentConfigurationService {
    private final AgentConfigurationRepository configurations;
    private final Outbox outbox;
    private final ObjectMapper json;

    AgentConfigurationService(AgentConfigurationRepository configurations, Outbox outbox, ObjectMapper json) {
        this.configurations = configurations;
        this.outbox = outbox;
        this.json = json;
    }

    /**
     * Agents get the settings when they next ask.
     *
     * @param agentName as the caller states it, or null
     * @throws ApiException 400: a setting that agents would not take, or it exists and {@code overwrite} is false
     */
    @Transactional
    public void write(ServiceKey service, Map<String, String> settings, String agentName, boolean overwrite) {
        AgentSettings.check(settings);
        JsonNode stored = json.valueToTree(settings);
        var etag = etag(service, stored, agentName);
        boolean created = overwrite
                ? configurations.createOrReplace(service, stored, agentName, etag)
                : configurations.create(service, stored, agentName, etag);
        if (!created && !overwrite) {
            throw ApiException.badRequest(
                    "A configuration already exists for this service and environment. Use ?overwrite=true to replace it.");
        }
        publish(service, created ? Change.created : Change.updated);
    }

    /** @throws ApiException 404: there is none */
    @Transactional
    public void delete(ServiceKey service) {
        if (!configurations.delete(service)) {
            throw ApiException.notFound("Not Found");
        }
        publish(service, Change.deleted);
    }

    /** @throws ApiException 404: there is none for just this service and environment */
    AgentConfiguration require(ServiceKey service) {
        return configurations.find(service).orElseThrow(() -> ApiException.notFound("Not Found"));
    }

    /**
     * What an agent has to do: the most particular configuration that fits. An agent that shows its etag has applied it.
     *
     * @param etag of the settings that the agent works by, or null
     * @param applied for agents that know no etag
     */
    @Transactional
    public Optional<AgentConfiguration> search(ServiceKey service, String etag, boolean applied) {
        if (service.name() != null) {
            configurations.recordAsking(service);
        }
        var found = configurations.findFitting(service);
        found.filter(configuration -> !configuration.appliedByAgent)
                .filter(configuration -> applied || configuration.etag.equals(etag))
                .ifPresent(configuration -> {
                    configurations.markApplied(configuration);
                    configuration.appliedByAgent = true;
                });
        return found;
    }

    List<AgentConfiguration> all() {
        return configurations.all();
    }

    List<AgentConfigurationRepository.KnownEnvironment> environments(String serviceName) {
        return configurations.environments(serviceName);
    }

    boolean isConfigured(ServiceKey service) {
        return configurations.find(service).isPresent();
    }

    Optional<String> agentName(String serviceName) {
        return configurations.agentName(serviceName);
    }

    private void publish(ServiceKey service, Change change) {
        outbox.publish(new AgentConfigurationChanged(service.name(), service.environment(), change));
    }

    /** Names the content: the same settings again are nothing new to an agent. */
    private static String etag(ServiceKey service, JsonNode settings, String agentName) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of()
                    .formatHex(digest.digest(
                            (service + "\n" + agentName + "\n" + settings).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
