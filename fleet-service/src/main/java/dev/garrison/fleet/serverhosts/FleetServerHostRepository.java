package dev.garrison.fleet.serverhosts;

import dev.garrison.fleet.settingsobjects.SettingsTable;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class FleetServerHostRepository extends SettingsTable<FleetServerHost> {
    FleetServerHostRepository() {
        super(FleetServerHost.class, "fleet_server_host", "fleet-fleet-server-host");
    }
}
