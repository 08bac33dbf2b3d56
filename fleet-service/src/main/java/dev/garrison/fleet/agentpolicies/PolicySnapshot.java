package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.PolicyIntegrations.Integration;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.fleet.proxies.ProxySettings;
import dev.garrison.fleet.signing.SigningKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that goes into a compiled policy, as it was at one moment.
 *
 * @param settings of the agent policy
 * @param revisedAt since when there is this revision
 * @param host null: agents keep the Fleet Server that they know
 * @param proxies by id
 */
record PolicySnapshot(
        String id,
        int revision,
        Instant revisedAt,
        ObjectNode settings,
        OutputSettings dataOutput,
        OutputSettings monitoringOutput,
        List<Integration> integrations,
        Host host,
        Download download,
        Map<String, ProxySettings> proxies,
        String uninstallTokenHash,
        SigningKey signingKey) {

    /** @param proxyId null for none */
    record Host(List<String> urls, String proxyId) {}

    /** @param proxyId null for none */
    record Download(String source, String proxyId) {}

    OutputSettings outputOf(Integration integration) {
        return integration.output() == null ? dataOutput : integration.output();
    }

    /** Those in use, by what they are called in the compiled policy. */
    Map<String, OutputSettings> outputs() {
        var used = new LinkedHashMap<String, OutputSettings>();
        used.put(dataOutput.key(), dataOutput);
        used.put(monitoringOutput.key(), monitoringOutput);
        integrations.forEach(integration -> {
            var output = outputOf(integration);
            used.put(output.key(), output);
        });
        return used;
    }

    /** @param id null for none */
    ProxySettings proxy(String id) {
        return id == null ? null : proxies.get(id);
    }
}
