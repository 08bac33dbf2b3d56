package dev.garrison.fleet.serverhosts;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Fleet Server hosts. There is a default one only where an operator says which addresses agents can reach: an agent that is told one
 * which it cannot reach refuses its policy.
 */
@ApplicationScoped
public class FleetServerHostService {
    private static final String DEFAULT_ID = "fleet-default-fleet-server-host";

    private final Session database;
    private final ObjectMapper json;
    private final Clock clock;
    private final Optional<List<String>> defaultUrls;

    FleetServerHostService(
            Session database,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.default-server-host.urls") Optional<List<String>> defaultUrls) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.defaultUrls = defaultUrls;
    }

    void start(@Observes StartupEvent event) {
        ensureDefault();
    }

    /** Makes the configured default host unless there is one; replicas may do so at once. */
    @Transactional
    public void ensureDefault() {
        if (defaultUrls.isEmpty()) {
            return;
        }
        var settings = json.createObjectNode().put("name", "Default").put("is_default", true);
        settings.set("host_urls", json.valueToTree(defaultUrls.get()));
        database.createNativeMutationQuery(
                        """
                        insert into fleet_server_host (id, settings, created_at, updated_at)
                        values (?1, cast(?2 as jsonb), ?3, ?3) on conflict do nothing""")
                .setParameter(1, DEFAULT_ID)
                .setParameter(2, settings.toString())
                .setParameter(3, clock.instant())
                .executeUpdate();
    }

    /** Whether there is such a host, which then is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean mayBeNamed(String id) {
        return find("select * from fleet_server_host where id = ?1 for key share", id)
                .isPresent();
    }

    /**
     * What agents use; absent where they keep what they were enrolled with.
     *
     * @param id null for the default
     */
    @Transactional
    public Optional<FleetServerHost> effective(String id) {
        return id == null
                ? find("select * from fleet_server_host where is_default")
                : find("select * from fleet_server_host where id = ?1", id);
    }

    private Optional<FleetServerHost> find(String sql, Object... parameters) {
        var query = database.createNativeQuery(sql, FleetServerHost.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.getResultStream().findFirst();
    }
}
