package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.events.DomainEvent;
import java.util.List;

/**
 * {@code fleet.package.installed}: a version of a package is in place.
 *
 * @param previousVersion null on a first install
 * @param kibanaAssets whole saved objects for the space; where there are many, the rest follows as {@link PackageKibanaAssets}
 * @param removedKibanaAssets of the version before, not in this one
 */
record PackageInstalled(
        String name,
        String version,
        @JsonProperty("previous_version") String previousVersion,
        @JsonProperty("install_type") InstallType installType,
        @JsonProperty("install_source") InstallSource installSource,
        String space,
        @JsonProperty("kibana_assets") List<ObjectNode> kibanaAssets,
        @JsonProperty("removed_kibana_assets") List<SpaceReference> removedKibanaAssets,
        @JsonProperty("data_streams") List<Stream> dataStreams)
        implements DomainEvent {

    /** Where data of the package goes. */
    record Stream(String type, String dataset, @JsonProperty("index_pattern") String indexPattern) {}

    @Override
    public String type() {
        return "fleet.package.installed";
    }

    @Override
    public String subject() {
        return name;
    }
}
