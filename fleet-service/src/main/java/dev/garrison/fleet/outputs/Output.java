package dev.garrison.fleet.outputs;

import dev.garrison.fleet.settingsobjects.SettingsObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** Where agents send their data. */
@Entity
@Table(name = "output")
public class Output extends SettingsObject {
    /** Of the output that every policy uses unless it names another. */
    public static final String DEFAULT_ID = "fleet-default-output";

    /** A JSON object of the shape of the settings, with those of their secret parts that are read back; null where there are none. */
    String secretsEncrypted;

    String type() {
        return settings().get("type").textValue();
    }

    boolean isDefaultMonitoring() {
        return flag("is_default_monitoring");
    }
}
