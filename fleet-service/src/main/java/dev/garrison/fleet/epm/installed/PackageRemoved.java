package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.events.DomainEvent;
import java.util.List;

/** {@code fleet.package.removed}: a package is gone, from all spaces. */
record PackageRemoved(String name, String version, @JsonProperty("kibana_assets") List<SpaceReference> kibanaAssets)
        implements DomainEvent {
    @Override
    public String type() {
        return "fleet.package.removed";
    }

    @Override
    public String subject() {
        return name;
    }
}
