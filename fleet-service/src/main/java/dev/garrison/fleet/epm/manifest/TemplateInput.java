package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An input of a policy template.
 *
 * @param type what runs on the agent, e.g. {@code logfile} or {@code mongodb/metrics}
 * @param templatePath file below {@code agent/input/}; null: the input itself has no configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateInput(
        String type,
        String title,
        String description,
        List<Variable> vars,
        @JsonProperty("template_path") String templatePath,
        @JsonProperty("input_group") String inputGroup,
        @JsonProperty("deployment_modes") List<String> deploymentModes) {

    public TemplateInput {
        vars = PackageManifest.orNone(vars);
    }

    /** The input that a policy template of a package of type {@code input} is. */
    static TemplateInput of(PolicyTemplate template) {
        return new TemplateInput(
                template.input(), template.title(), template.description(), List.of(), null, null, null);
    }
}
