package dev.garrison.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;

/** What is in the database, and what tests put there for want of an operation. */
@ApplicationScoped
public class Stored {
    private static final ObjectMapper JSON = new ObjectMapper(); // the service's own would leave out nulls

    private final Session database;

    Stored(Session database) {
        this.database = database;
    }

    /** @param from a table and a condition with {@code ?1}… */
    @Transactional
    public long count(String from, Object... parameters) {
        return value("select count(*) from " + from, Long.class, parameters);
    }

    @Transactional
    public <T> T value(String sql, Class<T> type, Object... parameters) {
        var query = database.createNativeQuery(sql, type);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.getSingleResult();
    }

    @Transactional
    public void execute(String sql, Object... parameters) {
        var query = database.createNativeMutationQuery(sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        query.executeUpdate();
    }

    /** @return its id */
    @Transactional
    public String output(Map<String, ?> settings) {
        var all = new HashMap<String, Object>(Map.of("is_default", false, "is_default_monitoring", false));
        all.putAll(settings);
        return add("output", all);
    }

    @Transactional
    public String downloadSource(String host) {
        return add("agent_download_source", Map.of("host", host));
    }

    @Transactional
    public String fleetServerHost(String url) {
        return add("fleet_server_host", Map.of("host_urls", List.of(url)));
    }

    @Transactional
    public String proxy(Map<String, ?> settings) {
        return add("fleet_proxy", settings);
    }

    /** An agent of the policy that has not left. */
    @Transactional
    public String agent(String policyId) {
        var id = UUID.randomUUID().toString();
        execute(
                """
                insert into agent (id, enrolled_at, policy_id, access_api_key_id, access_api_key_hash)
                values (?1, now(), ?2, ?1, '')""",
                id,
                policyId);
        return id;
    }

    private String add(String table, Map<String, ?> settings) {
        var id = table + "-" + UUID.randomUUID();
        var all = new HashMap<String, Object>(Map.of("name", id));
        all.putAll(settings);
        execute(
                "insert into " + table
                        + " (id, settings, created_at, updated_at) values (?1, cast(?2 as jsonb), now(), now())",
                id,
                JSON.valueToTree(all).toString());
        return id;
    }
}
