package dev.garrison.fleet.preconfiguration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.outputs.PreconfiguredOutputs;
import dev.garrison.fleet.proxies.ProxyService;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Outputs, proxies and Fleet Server hosts that an operator writes into a file, under the names that they have in {@code kibana.yml}.
 * Clients cannot change them, but for what {@code allow_edit} names.
 */
@ApplicationScoped
public class Preconfiguration {
    private final Optional<PreconfigurationFile> file;
    private final PreconfiguredOutputs outputs;
    private final ProxyService proxies;
    private final FleetServerHostService hosts;
    private final Session database;

    Preconfiguration(
            @ConfigProperty(name = "garrison.fleet.preconfiguration") Optional<Path> path,
            PreconfiguredOutputs outputs,
            ProxyService proxies,
            FleetServerHostService hosts,
            Session database) {
        file = path.map(PreconfigurationFile::read);
        this.outputs = outputs;
        this.proxies = proxies;
        this.hosts = hosts;
        this.database = database;
    }

    /**
     * Makes the database as the file says, all of it or nothing; replicas may do so at once. Without a file, what an earlier one has made is
     * let go of.
     *
     * @throws IllegalStateException what the file says is not possible
     */
    @Transactional
    public void apply() {
        apply(file.orElse(PreconfigurationFile.EMPTY));
    }

    @Transactional
    void apply(PreconfigurationFile configured) {
        database.createNativeQuery(
                        "select 1 from pg_advisory_xact_lock(hashtext('fleet_preconfiguration'))", Object.class)
                .getResultList();
        try {
            proxies.preconfigure(configured.proxies());
            outputs.preconfigure(configured.outputs());
            hosts.preconfigure(configured.fleetServerHosts());
            proxies.forgetPreconfigured(ids(configured.proxies())); // now that nothing names them any more
        } catch (ApiException e) {
            throw new IllegalStateException("garrison.fleet.preconfiguration: " + e.getMessage(), e);
        }
    }

    private static List<String> ids(List<ObjectNode> objects) {
        return objects.stream().map(object -> object.get("id").textValue()).toList();
    }
}
