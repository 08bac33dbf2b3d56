package dev.garrison.fleet.outputs;

import dev.garrison.fleet.settingsobjects.SettingsTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class OutputRepository extends SettingsTable<Output> {
    OutputRepository() {
        super(Output.class, "output", "ingest-outputs");
    }

    /** The defaults first, then by name. */
    List<Output> inOrder() {
        return inOrder("is_default desc, is_default_monitoring desc, name, id");
    }

    Optional<Output> defaultForData() {
        return one("is_default");
    }

    Optional<Output> defaultForMonitoring() {
        return one("is_default_monitoring");
    }
}
