package dev.garrison.fleet.packagepolicies.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.context.MapValueResolver;
import dev.garrison.platform.http.ApiException;
import java.io.IOException;
import java.util.Map;

/**
 * What a package's template says to agents with the values of a package policy: Handlebars that render YAML.
 *
 * <p>Neither templates nor values are trusted. A template reads values and nothing else: no Java, no files, no other templates. A value
 * with line breaks is put in after the YAML was read, so it stays one value. Rendering ends at a budget.
 */
public final class AgentTemplate {
    private static final int LONGEST = 1 << 20;

    private AgentTemplate() {}

    /**
     * @param variables {@code {name: {type, value}}} of package, input and stream together
     * @return empty where the template renders nothing
     * @throws ApiException 400: the template is broken, or what it renders is no YAML object
     */
    public static ObjectNode compile(String template, ObjectNode variables) {
        var rendering = new Rendering();
        var values = new TemplateValues(rendering);
        variables.properties().forEach(variable -> values.add(variable.getKey(), variable.getValue()));
        var parsed = TemplateYaml.parse(rendering.placeBlocks(render(template, values.all(), rendering)));
        if (parsed.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(rendering.fillIn(parsed) instanceof ObjectNode compiled)) {
            throw error("what it renders is no YAML object");
        }
        keepBlanks(compiled, variables);
        return compiled;
    }

    private static String render(String template, Map<String, Object> values, Rendering rendering) {
        if (template.length() > LONGEST) {
            throw error("it is too long");
        }
        try {
            var context = Context.newBuilder(values)
                    .resolver(new LengthResolver(), MapValueResolver.INSTANCE)
                    .build();
            return new Handlebars(new NoTemplates())
                    .with(new TemplateHelpers(rendering))
                    .with(rendering)
                    .with(text -> text.toString())
                    .prettyPrint(true)
                    .compileInline(template)
                    .apply(context);
        } catch (HandlebarsException e) {
            if (e.getCause() instanceof ApiException refusal) {
                throw refusal;
            }
            throw error(e.getError() == null ? e.getMessage() : e.getError().reason);
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            throw error(e.getMessage());
        } catch (StackOverflowError e) {
            throw error("it is nested too deeply");
        }
    }

    /** {@code key: {{variable}}} of a blank text is a blank text, though YAML reads null there. */
    private static void keepBlanks(ObjectNode compiled, ObjectNode variables) {
        for (var entry : compiled.properties()) {
            JsonNode value = variables.path(entry.getKey()).path("value");
            if (entry.getValue().isNull()
                    && value.isTextual()
                    && value.textValue().isBlank()) {
                entry.setValue(JsonNodeFactory.instance.textNode(""));
            }
        }
    }

    static ApiException error(String reason) {
        return ApiException.badRequest("%s", "Error while compiling agent template: " + reason);
    }
}
