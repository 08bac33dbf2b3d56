package dev.garrison.fleet.packagepolicies.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values by name; those of names that begin with {@code yaml} have that type. */
    private static ObjectNode variables(String values) {
        var variables = JSON.createObjectNode();
        json(values).properties().forEach(each -> variables
                .putObject(each.getKey())
                .put("type", each.getKey().startsWith("yaml") ? "yaml" : "text")
                .set("value", each.getValue()));
        return variables;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static ObjectNode compile(String template, String values) {
        return AgentTemplate.compile(template, variables(values));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: {{x}} | {'x': 5} | {'a': 5}",
                "a: {{x}} | {'x': '5s'} | {'a': '5s'}",
                "a: {{x}} | {'x': true} | {'a': true}",
                "a: {{x}} | {'x': 'yes'} | {'a': 'yes'}",
                "a: {{x}} | {'x': '2024-01-01'} | {'a': '2024-01-01'}",
                "a: '{{x}}' | {'x': '<&\\u0022>'} | {'a': '<&\\u0022>'}",
                "a: {{ssl.key}} | {'ssl.key': 'k', 'ssl.other': 'o'} | {'a': 'k'}",
                "a: {{none}} | {} | {'a': null}",
                "a: {{x}} | {'x': ['p', 'q']} | {'a': 'p,q'}",
                "a: {{#if x}}1{{else}}2{{/if}} | {'x': []} | {'a': 2}",
                "a: {{#unless x}}1{{/unless}} | {'x': ''} | {'a': 1}",
                "a: {{x.length}} | {'x': ['p', 'q']} | {'a': 2}",
                "a: {{#contains 'p' x}}1{{else}}2{{/contains}} | {'x': ['p', 'q']} | {'a': 1}",
                "a: {{#contains 'z' x}}1{{else}}2{{/contains}} | {'x': 'pq'} | {'a': 2}",
                "a: {{to_json x}} | {'x': {'b': [1]}} | {'a': {'b': [1]}}",
                "a: {{to_json x}} | {'x': 'plain'} | {'a': 'plain'}",
                "{{! nothing }}a: {{x}} | {'x': 1} | {'a': 1}",
            })
    void rendersAsHandlebarsDo(String template, String values, String expected) {
        assertThat(compile(template, values)).isEqualTo(json(expected));
    }

    @Test
    void itemsHaveNamesAndNumbers() {
        assertThat(compile("a: [{{#each x as |v i|}}{{i}}{{v}},{{/each}}]", "{'x': ['p', 'q']}"))
                .isEqualTo(json("{'a': ['0p', '1q']}"));
    }

    @Test
    void urlsAreEncodedByRfc3986() {
        assertThat(compile("a: {{url_encode x}}", "{'x': 'a b/ü!\\u0027()*~'}"))
                .isEqualTo(json("{'a': 'a%20b%2F%C3%BC%21%27%28%29%2A~'}"));
    }

    @Test
    void listsBecomeBlocks() {
        var compiled = compile(
                """
                hosts:
                {{#each hosts}}
                  - {{this}}
                {{/each}}
                {{#if tags}}
                tags:
                {{#each tags as |tag|}}
                  - {{tag}}
                {{/each}}
                {{/if}}
                period: {{period}}
                """,
                "{'hosts': ['a:1', 'b:2'], 'tags': [], 'period': '10s'}");
        assertThat(compiled).isEqualTo(json("{'hosts': ['a:1', 'b:2'], 'period': '10s'}"));
    }

    @Test
    void aYamlValueIsPutInUnderItsKeyAndWithinTheText() {
        var values = "{'yaml_list': '- add: {a: 1}\\n- drop:', 'yaml_map': 'x: yes\\ny: [1, \\u0022 2\\u0022]'}";
        assertThat(compile("processors:\n{{yaml_list}}\nmore:\n  deep: {{yaml_list}}\n{{yaml_map}}\n", values))
                .isEqualTo(json(
                        "{'processors': [{'add': {'a': 1}}, {'drop': null}], 'more': {'deep': [{'add': {'a': 1}}, {'drop': null}]},"
                                + " 'x': 'yes', 'y': [1, ' 2']}"));
        assertThat(compile(
                        "{{#if yaml_list}}\na:\n{{yaml_list}}\n{{/if}}\nb: 1\n{{yaml_map}}\n",
                        "{'yaml_list': '', 'yaml_map': ' '}"))
                .isEqualTo(json("{'b': 1}"));
    }

    @Test
    void aBlankTextStaysATextUnderItsOwnName() {
        assertThat(compile("pipeline: {{pipeline}}\nother: {{pipeline}}", "{'pipeline': ''}"))
                .isEqualTo(json("{'pipeline': '', 'other': null}"));
    }

    @Test
    void textsAreEscapedForSingleQuotes() {
        assertThat(compile(
                        "a: {{escape_string x}}\nb: 'see {{escape_multiline_string x}}'",
                        "{'x': 'it\\u0027s\\ntwo: lines'}"))
                .isEqualTo(JSON.createObjectNode().put("a", "it's\ntwo: lines").put("b", "see it's\ntwo: lines"));
    }

    @Test
    void secretsAreNamedNotTold() {
        assertThat(compile(
                        "a: {{x}}\nb:\n{{#each y}}\n- {{this}}\n{{/each}}",
                        "{'x': {'id': 's1', 'isSecretRef': true}, 'y': {'ids': ['s2', 's3'], 'isSecretRef': true}}"))
                .isEqualTo(json(
                        "{'a': '$co.elastic.secret{s1}', 'b': ['$co.elastic.secret{s2}', '$co.elastic.secret{s3}']}"));
    }

    @Test
    void aValueWithLineBreaksStaysOneValue() {
        var value = "x\nevil: true\n- b";
        var variables = JSON.createObjectNode();
        variables.putObject("x").put("type", "text").put("value", value);
        variables
                .putObject("list")
                .put("type", "text")
                .putArray("value")
                .add("one\nevil: 1")
                .add("two");
        assertThat(AgentTemplate.compile(
                        "a: {{x}}\nb: {{{x}}}\nc: \"in {{x}}\"\nd:\n{{#each list}}\n  - {{this}}\n{{/each}}\n{{x}}: 1\n",
                        variables))
                .isEqualTo(JSON.createObjectNode()
                        .put("a", value)
                        .put("b", value)
                        .put("c", "in " + value)
                        .<ObjectNode>set(
                                "d", JSON.createArrayNode().add("one\nevil: 1").add("two"))
                        .put(value, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {{x.class.name}}",
                "a: {{x.getClass.forName}}",
                "a: {{lookup x 'class'}}",
                "a: {{x.bytes}}",
                "a: {{this.entrySet}}",
                "a: {{> ../../../../etc/passwd}}",
                "a: {{> (x)}}",
                "a: {{include 'x'}}",
                "a: {{embedded 'x'}}",
                "a: {{precompile 'x'}}",
                "a: {{log x}}",
                "{{#*inline 'p'}}a: 1{{/inline}}{{> p}}",
                "{{#block 'p'}}a: 1{{/block}}",
            })
    void aTemplateReachesNothingButValues(String template) {
        try {
            assertThat(compile(template, "{'x': 'value'}").path("a").asText("")).isIn("", "null");
        } catch (ApiException refused) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused).hasMessageStartingWith("Error while compiling agent template: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                "a: &a [*a]",
                "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: &f [*e,*e]\ng: &g [*f,*f]\nh: &h [*g,*g]\n"
                        + "i: &i [*h,*h]\nj: &j [*i,*i]\nk: &k [*j,*j]\nl: &l [*k,*k]\nm: &m [*l,*l]\nn: &n [*m,*m]\no: &o [*n,*n]\np: [*o,*o]",
                "a: {{x",
                "a: {{#if x}}",
                "a: {{#nowhere x}}{{/nowhere}}",
                "a: [",
                "- 1",
                "text",
            })
    void brokenAndHostileTemplatesAreRefused(String template) {
        assertThatThrownBy(() -> compile(template, "{'x': 'value'}"))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Error while compiling agent template: ")
                .extracting(e -> ((ApiException) e).status())
                .isEqualTo(400);
    }

    @Test
    void aKeyMayBeThereOnce() {
        assertThatThrownBy(() -> compile("period: 10s\n{{yaml}}", "{'yaml': 'period: 20s'}"))
                .hasMessageContaining(
                        "Duplicated key \"period\" found in agent policy yaml, please check your yaml variables.");
    }

    @Test
    void renderingEnds() {
        var many = JSON.createObjectNode();
        var list = many.putObject("x").put("type", "text").putArray("value");
        for (int i = 0; i < 2000; i++) {
            list.add("value " + i);
        }
        assertThatThrownBy(() -> AgentTemplate.compile(
                        "a: [{{#each x}}{{#each ../x}}{{#each ../../x}}{{this}},{{/each}}{{/each}}{{/each}}]", many))
                .hasMessageContaining("it renders too much");
        assertThatThrownBy(() -> compile("{{#if x}}".repeat(50_000) + "{{/if}}".repeat(50_000), "{'x': 1}"))
                .isInstanceOf(ApiException.class);
    }
}
