package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.events.DomainEvent;
import java.util.List;

/**
 * {@code fleet.package.kibana_assets}: saved objects of an installed package in one space.
 *
 * @param assets whole where they are installed; type and id where they are removed
 */
record PackageKibanaAssets(String name, String version, String space, Action action, List<ObjectNode> assets)
        implements DomainEvent {
    /** As it is called in the event. */
    enum Action {
        installed,
        removed
    }

    @Override
    public String type() {
        return "fleet.package.kibana_assets";
    }

    @Override
    public String subject() {
        return name;
    }
}
