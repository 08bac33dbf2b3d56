package dev.garrison.fleet.packagepolicies.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.platform.http.ApiException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as agents' configuration has it: plain data, aliases and merge keys; {@code yes} and dates are texts. */
public final class TemplateYaml {
    private static final int MOST_NODES = 100_000;
    private static final int DEEPEST = 100;
    private static final Pattern DUPLICATE = Pattern.compile("found duplicate key (.*)");

    private int nodes;

    private TemplateYaml() {}

    /** @throws ApiException 400, in the parser's words */
    public static JsonNode parse(String text) {
        try {
            return new TemplateYaml().node(load(text), 0);
        } catch (DuplicateKeyException e) {
            var key = DUPLICATE.matcher(e.getProblem());
            throw AgentTemplate.error(
                    "Duplicated key \"%s\" found in agent policy yaml, please check your yaml variables."
                            .formatted(key.matches() ? key.group(1) : "?"));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw AgentTemplate.error(
                    mark == null
                            ? e.getProblem()
                            : "%s (%d:%d)".formatted(e.getProblem(), mark.getLine() + 1, mark.getColumn() + 1));
        } catch (YAMLException | NumberFormatException | ClassCastException e) {
            throw AgentTemplate.error(e.getMessage());
        } catch (StackOverflowError e) {
            throw AgentTemplate.error("its YAML is nested too deeply");
        }
    }

    private static Object load(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        var dumper = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, new PlainScalars())
                .load(text);
    }

    private JsonNode node(Object value, int depth) {
        nodes++;
        if (nodes > MOST_NODES || depth > DEEPEST) {
            throw AgentTemplate.error("its YAML is too large");
        }
        var make = JsonNodeFactory.instance;
        if (value instanceof Map<?, ?> map) {
            var object = make.objectNode();
            map.forEach((key, each) -> object.set(String.valueOf(key), node(each, depth + 1)));
            return object;
        }
        if (value instanceof Collection<?> list) {
            var array = make.arrayNode();
            list.forEach(each -> array.add(node(each, depth + 1)));
            return array;
        }
        if (value == null) {
            return make.nullNode();
        }
        if (value instanceof Boolean flag) {
            return make.booleanNode(flag);
        }
        if (value instanceof Integer number) {
            return make.numberNode(number);
        }
        if (value instanceof Long number) {
            return make.numberNode(number);
        }
        if (value instanceof BigInteger number) {
            return make.numberNode(number);
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return make.numberNode(BigDecimal.valueOf(number));
        }
        if (value instanceof String text) {
            return make.textNode(text);
        }
        throw AgentTemplate.error("its YAML holds more than plain data");
    }

    /** What scalars without quotes are, by the rules of YAML 1.2. */
    private static final class PlainScalars extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL|"), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("[-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+"), "-+0123456789");
            addImplicitResolver(
                    Tag.FLOAT,
                    Pattern.compile("[-+]?(\\.[0-9]+|(0|[1-9][0-9]*)(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?"),
                    "-+0123456789.");
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
        }
    }
}
