package dev.garrison.fleet.downloadsources;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import org.hibernate.Session;

/** Download sources of agent binaries, one of them the default. */
@ApplicationScoped
public class DownloadSourceService {
    private static final String DEFAULT_ID = "fleet-default-download-source";

    private final Session database;
    private final ObjectMapper json;
    private final Clock clock;

    DownloadSourceService(Session database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        ensureDefault();
    }

    /** Makes the default source unless there is one; replicas may do so at once. */
    @Transactional
    public void ensureDefault() {
        var settings = json.createObjectNode()
                .put("name", "Elastic Artifacts")
                .put("host", "https://artifacts.elastic.co/downloads/")
                .put("is_default", true);
        database.createNativeMutationQuery(
                        """
                        insert into agent_download_source (id, settings, created_at, updated_at)
                        values (?1, cast(?2 as jsonb), ?3, ?3) on conflict do nothing""")
                .setParameter(1, DEFAULT_ID)
                .setParameter(2, settings.toString())
                .setParameter(3, clock.instant())
                .executeUpdate();
    }

    /** Whether there is such a source, which then is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean mayBeNamed(String id) {
        return find("select * from agent_download_source where id = ?1 for key share", id)
                .isPresent();
    }

    /**
     * What agents use.
     *
     * @param id null for the default
     */
    @Transactional
    public DownloadSource effective(String id) {
        return (id == null
                        ? find("select * from agent_download_source where is_default")
                        : find("select * from agent_download_source where id = ?1", id))
                .orElseThrow();
    }

    private Optional<DownloadSource> find(String sql, Object... parameters) {
        var query = database.createNativeQuery(sql, DownloadSource.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.getResultStream().findFirst();
    }
}
