package dev.garrison.fleet.proxies;

import dev.garrison.fleet.settingsobjects.SettingsObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** What agents go through to reach an output, a Fleet Server or a download source. */
@Entity
@Table(name = "fleet_proxy")
class FleetProxy extends SettingsObject {
    /** A JSON object with {@code certificate_key}, which the settings have not; null where there is none. */
    String secretsEncrypted;
}
