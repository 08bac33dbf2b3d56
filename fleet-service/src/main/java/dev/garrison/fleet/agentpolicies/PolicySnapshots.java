package dev.garrison.fleet.agentpolicies;

import dev.garrison.fleet.agentpolicies.PolicyIntegrations.Integration;
import dev.garrison.fleet.agentpolicies.PolicySnapshot.Download;
import dev.garrison.fleet.agentpolicies.PolicySnapshot.Host;
import dev.garrison.fleet.downloadsources.DownloadSourceService;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.fleet.proxies.ProxyService;
import dev.garrison.fleet.proxies.ProxySettings;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import dev.garrison.fleet.signing.MessageSigning;
import dev.garrison.fleet.uninstalltokens.UninstallTokenService;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Reads a policy with all that it names in one consistent look at the database, whatever is written meanwhile. */
@ApplicationScoped
class PolicySnapshots {
    private final Session database;
    private final AgentPolicyRepository policies;
    private final OutputService outputs;
    private final FleetServerHostService hosts;
    private final DownloadSourceService sources;
    private final ProxyService proxies;
    private final UninstallTokenService uninstallTokens;
    private final MessageSigning signing;
    private final List<PolicyIntegrations> integrations;

    PolicySnapshots(
            Session database,
            AgentPolicyRepository policies,
            OutputService outputs,
            FleetServerHostService hosts,
            DownloadSourceService sources,
            ProxyService proxies,
            UninstallTokenService uninstallTokens,
            MessageSigning signing,
            @All List<PolicyIntegrations> integrations) {
        this.database = database;
        this.policies = policies;
        this.outputs = outputs;
        this.hosts = hosts;
        this.sources = sources;
        this.proxies = proxies;
        this.uninstallTokens = uninstallTokens;
        this.signing = signing;
        this.integrations = integrations;
    }

    Optional<PolicySnapshot> of(String policyId) {
        return QuarkusTransaction.requiringNew().call(() -> {
            database.createNativeMutationQuery("set transaction isolation level repeatable read, read only")
                    .executeUpdate();
            return policies.findByIdOptional(policyId).map(this::read);
        });
    }

    private PolicySnapshot read(AgentPolicy policy) {
        var settings = policy.settings;
        var data = outputs.forData(settings.path("data_output_id").textValue());
        var monitoring =
                outputs.forMonitoring(settings.path("monitoring_output_id").textValue());
        var host = hosts.effective(settings.path("fleet_server_host_id").textValue())
                .map(found -> new Host(found.urls(), found.proxyId().orElse(null)))
                .orElse(null);
        var source = sources.effective(settings.path("download_source_id").textValue());
        var download = new Download(source.host(), source.proxyId().orElse(null));
        var inputs =
                integrations.stream().flatMap(kind -> kind.of(policy).stream()).toList();
        return new PolicySnapshot(
                policy.id,
                policy.revision,
                policies.revisedAt(policy.id, policy.revision),
                settings,
                data,
                monitoring,
                inputs,
                host,
                download,
                proxies(Stream.concat(
                        Stream.of(host == null ? null : host.proxyId(), download.proxyId()),
                        Stream.concat(
                                        Stream.of(data, monitoring),
                                        inputs.stream().map(Integration::output))
                                .filter(output -> output != null)
                                .map(PolicySnapshots::proxyOf))),
                uninstallTokens.hashOf(policy.id),
                signing.current());
    }

    private static String proxyOf(OutputSettings output) {
        return output.proxyId().orElse(null);
    }

    private Map<String, ProxySettings> proxies(Stream<String> ids) {
        var found = new HashMap<String, ProxySettings>();
        ids.filter(id -> id != null).distinct().forEach(id -> proxies.find(id)
                .ifPresent(proxy -> found.put(id, proxy)));
        return found;
    }
}
