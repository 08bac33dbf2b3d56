package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One kind of integration that a package offers.
 *
 * @param multiple whether an agent policy may have more than one; absent: it may
 * @param dataStreams folders of the data streams that it feeds; null: all
 * @param inputs none where the package is of type {@code input}; then the last four are there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public record PolicyTemplate(
        String name,
        String title,
        String description,
        Boolean multiple,
        @JsonProperty("data_streams") List<String> dataStreams,
        List<String> categories,
        List<Image> icons,
        List<Image> screenshots,
        String readme,
        @JsonProperty("deployment_modes") ObjectNode deploymentModes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TemplateInput> inputs,
        String type,
        String input,
        @JsonProperty("template_path") String templatePath,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Variable> vars) {

    public PolicyTemplate {
        inputs = PackageManifest.orNone(inputs);
        vars = PackageManifest.orNone(vars);
    }

    public boolean isMultiple() {
        return !Boolean.FALSE.equals(multiple);
    }
}
