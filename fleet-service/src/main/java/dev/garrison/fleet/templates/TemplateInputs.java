package dev.garrison.fleet.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.epm.manifest.PolicyTemplate;
import dev.garrison.fleet.epm.manifest.TemplateInput;
import dev.garrison.fleet.epm.manifest.Variable;
import dev.garrison.fleet.packagepolicies.templates.AgentTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every input and stream of a package, switched on and compiled with the values that the package proposes. */
final class TemplateInputs {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PackageContent content;
    private final boolean withPlaceholders;
    private final Map<String, String> titles = new LinkedHashMap<>();
    private final Set<String> placeholders = new LinkedHashSet<>();

    /** @param withPlaceholders a variable without a value is {@code <NAME>}, for somebody to fill in */
    TemplateInputs(PackageContent content, boolean withPlaceholders) {
        this.content = content;
        this.withPlaceholders = withPlaceholders;
    }

    /** @throws dev.garrison.platform.http.ApiException 400: a template fails */
    List<ObjectNode> list() {
        var manifest = content.manifest();
        var inputs = new ArrayList<ObjectNode>();
        for (var template : manifest.policyTemplates()) {
            for (var input : manifest.inputs(template)) {
                inputs.add(input(template, input));
            }
        }
        return inputs;
    }

    /** What people call the inputs and streams of {@link #list}, by id. */
    Map<String, String> titles() {
        return titles;
    }

    /** Those that stand in {@link #list}. */
    Set<String> placeholders() {
        return placeholders;
    }

    private ObjectNode input(PolicyTemplate template, TemplateInput input) {
        var id = template.name() + "-" + input.type();
        titles.put(id, input.title());
        var compiled = JSON.objectNode().put("id", id).put("type", input.type());
        var variables = values(content.manifest().vars());
        variables.setAll(values(input.vars()));
        content.template(input).ifPresent(text -> merge(compiled, AgentTemplate.compile(text, variables)));
        for (var dataStream : content.manifest().dataStreams(template)) {
            for (var stream : dataStream.streams()) {
                if (stream.input().equals(input.type())) {
                    compiled.withArrayProperty("streams").add(stream(dataStream, stream, variables));
                }
            }
        }
        return compiled;
    }

    private ObjectNode stream(DataStream dataStream, DataStream.Stream stream, ObjectNode outer) {
        var id = dataStream.type() + "-" + dataStream.dataset();
        titles.put(id, stream.title());
        var compiled = JSON.objectNode().put("id", id);
        compiled.putObject("data_stream").put("dataset", dataStream.dataset()).put("type", dataStream.type());
        var variables = outer.deepCopy();
        variables.setAll(values(stream.vars()));
        content.template(dataStream, stream).ifPresent(text -> merge(compiled, AgentTemplate.compile(text, variables)));
        return compiled;
    }

    private ObjectNode values(List<Variable> variables) {
        var values = JSON.objectNode();
        for (var variable : variables) {
            var value = value(variable);
            var set = values.putObject(variable.name()).put("type", variable.type());
            if (value != null) {
                set.set("value", value);
            }
        }
        return values;
    }

    private JsonNode value(Variable variable) {
        if (variable.defaultValue() != null) {
            return variable.defaultValue();
        }
        if (!withPlaceholders
                || variable.type().equals("yaml")) { // YAML is put in as it is, so a word would break the file
            return variable.isMulti() ? JSON.arrayNode() : null;
        }
        var placeholder = "<" + variable.name().toUpperCase(Locale.ROOT) + ">";
        placeholders.add(placeholder);
        return variable.isMulti() ? JSON.arrayNode().add(placeholder) : JSON.textNode(placeholder);
    }

    /** What a template says wins, but for ids. */
    private static void merge(ObjectNode target, ObjectNode compiled) {
        compiled.properties().forEach(entry -> {
            if (target.get(entry.getKey()) instanceof ObjectNode there
                    && entry.getValue().isObject()) {
                there.setAll((ObjectNode) entry.getValue());
            } else if (!entry.getKey().equals("id")) {
                target.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
