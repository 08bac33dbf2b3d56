package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;

/** What policy templates, inputs and variables of a manifest must have. */
final class TemplateChecks {
    private TemplateChecks() {}

    /** @throws ApiException 400 with the first that is wrong */
    static void check(ObjectNode manifest) {
        for (var template : manifest.path("policy_templates")) {
            checkTemplate(template);
        }
        checkVariables(manifest, "manifest.yml");
    }

    private static void checkTemplate(JsonNode template) {
        if (isMissing(template, "name") || isMissing(template, "title") || isMissing(template, "description")) {
            throw ApiException.badRequest(
                    "Invalid top-level manifest: one of mandatory fields 'name', 'title', 'description' is missing in policy template: %s",
                    template);
        }
        var where = "config template " + template.get("name").asText();
        for (var input : template.path("inputs")) {
            if (isMissing(input, "type") || isMissing(input, "title")) {
                throw ApiException.badRequest(
                        "Invalid top-level manifest: one of mandatory fields 'type', 'title' missing in input: %s",
                        input);
            }
            checkVariables(input, where);
        }
        checkVariables(template, where);
    }

    /** @param holder has a list {@code vars}, or none */
    static void checkVariables(JsonNode holder, String where) {
        for (var variable : holder.path("vars")) {
            if (isMissing(variable, "name") || isMissing(variable, "type")) {
                throw ApiException.badRequest(
                        "Invalid var definition for %s: one of mandatory fields 'name' and 'type' missing in var: %s",
                        where, variable);
            }
        }
    }

    static boolean isMissing(JsonNode holder, String key) {
        return ManifestReader.isMissing(holder.get(key));
    }
}
