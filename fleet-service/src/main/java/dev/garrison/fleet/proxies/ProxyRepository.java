package dev.garrison.fleet.proxies;

import dev.garrison.fleet.settingsobjects.SettingsTable;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ProxyRepository extends SettingsTable<FleetProxy> {
    ProxyRepository() {
        super(FleetProxy.class, "fleet_proxy", "fleet-proxy");
    }
}
