package dev.garrison.platform.kql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.garrison.platform.kql.KqlUnknownFieldException.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KqlFieldsTest {
    private static final KqlFields AGENTS = KqlFields.builder("fleet-agents")
            .keyword("policy_id", "a.policy_id")
            .keyword("agent.id", "a.id")
            .json("local_metadata.host.ip", "a.local_metadata #> '{host,ip}'")
            .document("upgrade_details", "a.upgrade_details")
            .build();

    private static final KqlFields RULES = KqlFields.builder("alert.attributes")
            .typeRequired()
            .keyword("name", "r.name")
            .alias("alert.id", "name")
            .build();

    private static final KqlFields SAVED_OBJECTS = KqlFields.builder("dashboard", "tag")
            .typeRequired()
            .document("dashboard.attributes", "case when o.type = 'dashboard' then o.attributes end")
            .keyword("tag.attributes.name", "case when o.type = 'tag' then o.attributes ->> 'name' end")
            .date("updated_at", "o.updated_at")
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy_id:x and fleet-agents.policy_id:y",
                "agent.id:* or not fleet-agents.agent.id > 1",
                "local_metadata.host.ip:10.*",
                "fleet-agents.upgrade_details.metadata.scheduled_at < now",
                "upgrade_details:{a:1 and b:{c:2}}",
                "local*:x or *:y or fleet-agents.pol*:z or upgrade_details.*:*",
                "just words",
                "",
            })
    void knowsDeclaredFieldsWithAndWithoutTheirType(String expression) {
        KqlNode node = Kql.parse(expression);

        assertThat(AGENTS.requireKnown(node)).isSameAs(node);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "fleet-agents.x:1                    => UNKNOWN_KEY  => fleet-agents.x => fleet-agents",
                "policy_id:1 and not (y:2 or a.b:3)  => UNKNOWN_TYPE => y              => y",
                "a.b:(1 or 2)                        => UNKNOWN_TYPE => a.b            => a",
                "x > 1                               => UNKNOWN_TYPE => x              => x",
                "x:*                                 => UNKNOWN_TYPE => x              => x",
                "x*:1                                => UNKNOWN_TYPE => x*             => x*",
                "fleet-agents.x*:1                   => UNKNOWN_KEY  => fleet-agents.x* => fleet-agents",
                "local_metadata.host.ip.x:1          => UNKNOWN_TYPE => local_metadata.host.ip.x => local_metadata",
                "local_metadata.host.name:1          => UNKNOWN_TYPE => local_metadata.host.name => local_metadata",
                "agent:{id:1}                        => UNKNOWN_TYPE => agent          => agent",
                "policy_id:{x:1}                     => UNKNOWN_TYPE => policy_id.x    => policy_id",
                "fleet-agents:1                      => UNKNOWN_TYPE => fleet-agents   => fleet-agents",
            })
    void tellsWhatIsWrongWithAnUnknownName(String expression, Reason reason, String field, String type) {
        assertThatThrownBy(() -> AGENTS.requireKnown(Kql.parse(expression)))
                .asInstanceOf(type(KqlUnknownFieldException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.field()).isEqualTo(field))
                .satisfies(e -> assertThat(e.type()).isEqualTo(type));
    }

    @Test
    void asksForTheTypeWhereItMustBeGiven() {
        assertThatCode(() -> RULES.requireKnown(Kql.parse("alert.attributes.name:x or alert.id:y")))
                .doesNotThrowAnyException();
        assertUnknown(RULES, "name:x", "This key 'name' need to be wrapped by a saved object type like alert");
        assertUnknown(RULES, "case.name:x", "This type 'case' is not allowed");
        assertUnknown(
                RULES, "alert.name:x", "This key 'alert.name' does NOT exist in alert saved object index patterns");
        assertUnknown(RULES, "nam*:x", "This key 'nam*' need to be wrapped by a saved object type like alert");
    }

    @Test
    void takesSeveralTypes() {
        assertThatCode(
                        () -> SAVED_OBJECTS.requireKnown(
                                Kql.parse(
                                        "dashboard.attributes.a.b:1 or tag.attributes.name:2 or tag.updated_at > now-1d or dashboard.updated_at:*")))
                .doesNotThrowAnyException();
        assertUnknown(
                SAVED_OBJECTS,
                "updated_at:2025",
                "This key 'updated_at' need to be wrapped by a saved object type like dashboard,tag");
        assertUnknown(
                SAVED_OBJECTS,
                "tag.attributes.a:1",
                "This key 'tag.attributes.a' does NOT exist in dashboard,tag saved object index patterns");
        assertUnknown(SAVED_OBJECTS, "visualization.title:1", "This type 'visualization' is not allowed");
    }

    @Test
    void refusesDeclarationsThatCannotWork() {
        var fields = KqlFields.builder().keyword("a", "t.a");

        assertThatThrownBy(() -> fields.keyword("a", "t.b")).hasMessage("KQL field a is declared twice");
        assertThatThrownBy(() -> fields.bool("b", "t.doc ? 'b'"))
                .hasMessage("The SQL of KQL field b holds a '?', which reads as a parameter");
        assertThatThrownBy(() -> fields.alias("c", "nothing")).hasMessage("nothing");
    }

    @Test
    void numbersParametersForHibernate() {
        var condition = AGENTS.compile(Kql.parse("policy_id:(a or \"?\") and not agent.id:b*"), Clock.systemUTC());

        assertThat(condition.sql())
                .isEqualTo(
                        "((((a.policy_id) = ?) or ((a.policy_id) = ?)) and ((((a.id) like ? escape '!')) is not true))");
        assertThat(condition.numbered(3))
                .isEqualTo(
                        "((((a.policy_id) = ?3) or ((a.policy_id) = ?4)) and ((((a.id) like ?5 escape '!')) is not true))");
        assertThat(condition.parameters()).isEqualTo(List.of("a", "?", "b%"));
        var bound = new TreeMap<Integer, Object>();
        condition.bind(3, bound::put);
        assertThat(bound).containsExactly(Map.entry(3, "a"), Map.entry(4, "?"), Map.entry(5, "b%"));
    }

    private static void assertUnknown(KqlFields fields, String expression, String message) {
        assertThatThrownBy(() -> fields.requireKnown(Kql.parse(expression)))
                .isInstanceOf(KqlUnknownFieldException.class)
                .hasMessage(message);
    }
}
