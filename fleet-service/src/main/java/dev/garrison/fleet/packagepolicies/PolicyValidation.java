package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.Variable;
import dev.garrison.fleet.packagepolicies.templates.TemplateYaml;
import dev.garrison.platform.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether the values of a package policy are what its package asks for. Those of what is switched off are not looked at. */
final class PolicyValidation {
    private static final String DATASET = "data_stream.dataset";
    private static final Pattern NO_DATASET = Pattern.compile("[*\\\\/?\"<>|,#:\\-\\s\\p{Lu}]");

    private PolicyValidation() {}

    /** @param key where it is */
    record Problem(String key, String text) {}

    /** @throws ApiException 400 */
    static void require(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw ApiException.badRequest(
                    "%s",
                    problems.stream()
                            .map(problem -> problem.key() + ": " + problem.text())
                            .collect(Collectors.joining("\n", "Package policy is invalid: ", "")));
        }
    }

    static List<Problem> check(PackageManifest manifest, ObjectNode policy) {
        var problems = new ArrayList<Problem>();
        if (policy.path("name").asText().isBlank()) {
            problems.add(new Problem("name", "Name is required"));
        }
        PolicyVariables.visit(manifest, policy, (path, owner, definitions, enabled) -> {
            if (enabled) {
                for (var definition : definitions) {
                    var problem = problem(
                            definition,
                            owner.path("vars").path(definition.name()).path("value"));
                    if (problem != null) {
                        problems.add(new Problem(path + "vars." + definition.name(), problem));
                    }
                }
            }
        });
        return problems;
    }

    private static String problem(Variable variable, JsonNode value) {
        if (value.path("isSecretRef").asBoolean()) {
            return null;
        }
        if (isEmpty(value)) {
            return variable.isRequired() ? title(variable) + " is required" : null;
        }
        if (variable.isMulti() && !value.isArray()) {
            return "Invalid format";
        }
        if (variable.type().equals("yaml") && !isYaml(value)) {
            return "Invalid YAML format";
        }
        if (variable.type().equals("bool") && !variable.isMulti() && !value.isBoolean()) {
            return "Boolean values must be either true or false";
        }
        if (variable.type().equals("select") && !isOffered(variable, value)) {
            return "Invalid value for select type";
        }
        if (variable.name().equals(DATASET)
                && NO_DATASET.matcher(value.asText()).find()) {
            return "Dataset contains invalid characters";
        }
        return null;
    }

    private static boolean isEmpty(JsonNode value) {
        if (value.isArray()) {
            for (var each : value) {
                if (!isEmpty(each)) {
                    return false;
                }
            }
            return true;
        }
        return value.isMissingNode()
                || value.isNull()
                || value.isTextual() && value.textValue().isBlank();
    }

    private static boolean isYaml(JsonNode value) {
        try {
            if (value.isArray()) {
                value.forEach(each -> TemplateYaml.parse(each.asText()));
                return true;
            }
            if (!value.isTextual()) {
                return false;
            }
            TemplateYaml.parse(value.textValue());
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    private static boolean isOffered(Variable variable, JsonNode value) {
        if (variable.options() == null || variable.isMulti()) {
            return true;
        }
        return variable.options().stream().anyMatch(option -> value.asText().equals(option.value()));
    }

    private static String title(Variable variable) {
        return variable.title() == null ? variable.name() : variable.title();
    }
}
