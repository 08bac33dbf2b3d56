package dev.garrison.fleet.settings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Settings of Fleet as a whole. */
@ApplicationScoped
public class SettingsService {
    private static final String ID = "fleet-default-settings";

    private final Database database;
    private final FleetServerHostService hosts;
    private final ObjectMapper json;

    SettingsService(Database database, FleetServerHostService hosts, ObjectMapper json) {
        this.database = database;
        this.hosts = hosts;
        this.json = json;
    }

    /** Whether the package registry is asked for versions that are not released yet. */
    @Transactional
    public boolean arePrereleasesEnabled() {
        return stored().settings().path("prerelease_integrations_enabled").asBoolean();
    }

    /** Whether agents that have left are deleted. */
    @Transactional
    public boolean areUnenrolledAgentsDeleted() {
        return stored().settings().at("/delete_unenrolled_agents/enabled").asBoolean();
    }

    /** The whole record, with what is the same in every Garrison. */
    @Transactional
    ObjectNode item() {
        var stored = stored();
        var item = stored.settings()
                .put("id", ID)
                .put("version", version(stored.version()))
                .put("secret_storage_requirements_met", true)
                .put("output_secret_storage_requirements_met", true);
        var preconfigured = item.putArray("preconfigured_fields");
        if (hosts.isPreconfigured()) {
            preconfigured.add("fleet_server_hosts");
        }
        return item;
    }

    /** @param sent what is absent stays */
    @Transactional
    ObjectNode update(ObjectNode sent) {
        database.update(
                """
                insert into fleet_settings (settings, version) values (cast(? as jsonb), 1)
                on conflict (id) do update
                set settings = fleet_settings.settings || excluded.settings, version = fleet_settings.version + 1""",
                sent);
        return item();
    }

    private record Stored(ObjectNode settings, long version) {}

    private Stored stored() {
        return database.first(
                        "select settings, version from fleet_settings",
                        row -> new Stored((ObjectNode) row.json("settings"), row.number("version")))
                .orElseGet(() -> new Stored(json.createObjectNode(), 0));
    }

    private static String version(long number) {
        return Base64.getEncoder().encodeToString(("[" + number + ",1]").getBytes(StandardCharsets.UTF_8));
    }
}
