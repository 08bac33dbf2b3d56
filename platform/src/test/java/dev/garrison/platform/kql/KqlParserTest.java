package dev.garrison.platform.kql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KqlParserTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "``                              => *",
                "`  \t\r\n\u00a0`                => *",
                "*                               => *",
                "*:*                             => *",
                "a:b                             => a:b",
                "a.b-c_d : e                     => a.b-c_d:e",
                "`  a:b  `                       => a:b",
                "hello                           => hello",
                "hello world                     => hello\\u0020world",
                "\"hello world\"                 => \"hello world\"",
                "\"a field\":x                   => \"a field\":x",
                "a field:x                       => a\\u0020field:x",
                "a:hello world                   => a:hello\\u0020world",
                "a:  hello   world  b  or c:d    => (a:hello\\u0020\\u0020\\u0020world\\u0020\\u0020b or c:d)",
                // precedence: not, and, or
                "a:b or c:d and e:f              => (a:b or (c:d and e:f))",
                "a:b and c:d or e:f and g:h      => ((a:b and c:d) or (e:f and g:h))",
                "(a:b or c:d) and e:f            => ((a:b or c:d) and e:f)",
                "not a:b and c:d                 => (not a:b and c:d)",
                "not (a:b and c:d)               => not (a:b and c:d)",
                "a:b and not c:d                 => (a:b and not c:d)",
                "a:b AND c:d Or NoT e:f          => ((a:b and c:d) or not e:f)",
                "a:1 and b:2 and c:3             => (a:1 and b:2 and c:3)",
                "(((a:b)))                       => a:b",
                "( a:b )and c:d                  => ERROR",
                "( a:b ) and ( c:d )             => (a:b and c:d)",
                // words that only look like keywords
                "a:order or b:android            => (a:order or b:android)",
                "a:nothing and b:cannot be       => (a:nothing and b:cannot\\u0020be)",
                "or                              => or",
                "a:or                            => a:or",
                "a:b or                          => a:b\\u0020or",
                "a:b or or                       => (a:b or or)",
                "not                             => not",
                "a:not                           => a:not",
                "a:x\\and y                      => a:xand\\u0020y",
                "a:x \\and y                     => a:x\\u0020and\\u0020y",
                "a:x \\OR \\not y                => a:x\\u0020OR\\u0020not\\u0020y",
                "a:\\not b                       => a:not\\u0020b",
                "a:x\\notes                      => a:x\\u000aotes",
                "a:\"x and not y\"               => a:\"x and not y\"",
                // ranges
                "a < 1                           => a<\"1\"",
                "a<=1 and b>=2 and c>3           => (a<=\"1\" and b>=\"2\" and c>\"3\")",
                "a >= \"2025-01-01T10:00\"       => a>=\"2025-01-01T10:00\"",
                "a > now-1d/d                    => a>\"now-1d\\u002fd\"",
                // lists
                "a:(b)                           => a:b",
                "a:(b or c)                      => (a:b or a:c)",
                "a: ( b and not c or \"d e\" )   => ((a:b and not a:c) or a:\"d e\")",
                "a:(b or (c and d))              => (a:b or (a:c and a:d))",
                "a:(b or *)                      => (a:b or a:*)",
                "not a:(x or y)                  => not (a:x or a:y)",
                // wildcards
                "a:*                             => a:*",
                "a:**                            => a:*",
                "*:b                             => *:b",
                "a*:b*c*                         => a*:b*c*",
                "a:\"*\"                         => a:\"*\"",
                "a:\\*                           => a:\\u002a",
                "a:b\\*c*                        => a:b\\u002ac*",
                "a.*:* and *.b:c                 => (a.*:* and *.b:c)",
                // escapes
                "a:\\(\\)\\:\\<\\>\\\"\\{\\}\\\\  => a:\\u0028\\u0029\\u003a\\u003c\\u003e\\u0022\\u007b\\u007d\\u005c",
                "a:\\tb\\r\\n                    => a:\\u0009b\\u000d\\u000a",
                "a:\\u00e4\\u0041\\u0000         => a:\\u00e4A\\u0000",
                "a:\"q\\\"q\\\\ \\t \\u0041\"    => a:\"q\\u0022q\\u005c \\u0009 A\"",
                "a:\"C:\\Windows\"               => a:\"C:\\u005cWindows\"",
                "a:\"\\u12\"                     => a:\"\\u005cu12\"",
                "a\\:b:c                         => a\\u003ab:c",
                "a:\"\"                          => a:\"\"",
                "a:日本                           => a:\\u65e5\\u672c",
                // nested
                "a:{b:c}                         => a:{b:c}",
                "a : { b:c and not d > 1 }       => a:{(b:c and not d>\"1\")}",
                "a:{b:{c:d}}                     => a:{b:{c:d}}",
                "a:{ x }                         => a:{x}",
            })
    void readsTheGrammar(String expression, String expected) {
        if (expected.equals("ERROR")) {
            assertThatThrownBy(() -> Kql.parse(expression)).isInstanceOf(KqlSyntaxException.class);
        } else {
            assertThat(KqlPrinter.print(Kql.parse(expression))).isEqualTo(expected);
        }
    }

    @Test
    void takesAnAbsentExpressionForEverything() {
        assertThat(Kql.parse(null)).isEqualTo(new KqlNode.MatchAll());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "a.attributes.title:foo<bad => AND, OR, end of input, whitespace   => \"<\"          => 22",
                "response:            => \"(\", \"{\", value, whitespace            => end of input   => 9",
                "`response:200 or `   => \"(\", NOT, field name, value              => end of input   => 16",
                "response:(200 or )   => \"(\", NOT, value                          => \")\"          => 17",
                "`response:200 and not ` => \"(\", field name, value                => end of input   => 21",
                "`foo > `             => literal, whitespace                        => end of input   => 6",
                "`foo:\"ba `          => \"(\", \"{\", value, whitespace            => \"\"\"         => 4",
                "foo:ba(              => AND, OR, end of input, whitespace          => \"(\"          => 6",
                "foo:ba\\z            => AND, OR, end of input, whitespace          => \"\\\"         => 6",
                "a:b c:d              => AND, OR, end of input, whitespace          => \":\"          => 5",
                "a:(b                 => \")\", AND, OR, whitespace                 => end of input   => 4",
                "(a:b                 => \")\", AND, OR, whitespace                 => end of input   => 4",
                "a:{b:c               => \"}\", AND, OR, whitespace                 => end of input   => 6",
                "a:()                 => \"(\", NOT, value, whitespace              => \")\"          => 3",
                "a:{}                 => \"(\", NOT, field name, value, whitespace  => \"}\"          => 3",
                ")                    => \"(\", NOT, end of input, field name, value, whitespace => \")\" => 0",
                "a)    => \":\", \"<\", \"<=\", \">\", \">=\", AND, OR, end of input, whitespace => \")\" => 1",
                "a not b => \":\", \"<\", \"<=\", \">\", \">=\", AND, OR, end of input, whitespace => \"n\" => 2",
                "a:[1 TO 5] and (     => \"(\", NOT, field name, value, whitespace  => end of input   => 16",
                "not not a:b          => \"(\", field name, value                   => \"n\"          => 4",
                "a:b\uD83D\uDE00(     => AND, OR, end of input, whitespace          => \"(\"          => 5",
                "a:\"x\"\uD83D\uDE00  => AND, OR, end of input, whitespace          => \"\uD83D\uDE00\" => 5",
            })
    void saysWhatItExpectedAndWhere(String expression, String expected, String found, int offset) {
        assertThatThrownBy(() -> Kql.parse(expression))
                .isInstanceOf(KqlSyntaxException.class)
                .hasMessage("KQLSyntaxError: Expected " + expected + " but " + found + " found.\n" + expression + "\n"
                        + "-".repeat(offset) + "^");
    }

    @Test
    void keepsHalvesOfSurrogatePairsOutOfMessages() {
        assertThatThrownBy(() -> Kql.parse("a:\uD800("))
                .hasMessage(
                        "KQLSyntaxError: Expected AND, OR, end of input, whitespace but \"(\" found.\na:\uFFFD(\n---^");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not (", "a:{", "x or (", "x and not ("})
    void refusesBottomlessBracketsInsteadOfRunningOutOfStack(String opening) {
        assertThatThrownBy(() -> Kql.parse(opening.repeat(100_000 / opening.length())))
                .isInstanceOf(KqlLimitException.class)
                .hasMessage("The KQL expression nests deeper than the 200 brackets that are allowed");
        assertThatThrownBy(() -> Kql.parse("a:" + "(".repeat(201))).isInstanceOf(KqlLimitException.class);
        assertThat(Kql.parse("(".repeat(200) + "a:b" + ")".repeat(200))).isEqualTo(Kql.parse("a:b"));
    }

    @Test
    void countsOpenBracketsOnly() {
        String many = "(a:b) or ".repeat(1_000) + "(a:b)";

        assertThat(((KqlNode.Or) Kql.parse(many)).nodes()).hasSize(1_001);
    }

    @Test
    void refusesTooLongExpressionsAndTooManyWildcards() {
        assertThatThrownBy(() -> Kql.parse("a".repeat(100_001)))
                .isInstanceOf(KqlLimitException.class)
                .hasMessage("The KQL expression has 100001 characters, more than the 100000 that are allowed");
        assertThatThrownBy(() -> Kql.parse("a:" + "b*".repeat(101)))
                .isInstanceOf(KqlLimitException.class)
                .hasMessage("A value of the KQL expression has more than the 100 wildcards that are allowed");
        assertThat(Kql.parse("a".repeat(100_000))).isInstanceOf(KqlNode.AnyField.class);
        assertThat(Kql.parse("a:" + "*".repeat(90_000))).isInstanceOf(KqlNode.Exists.class);
    }

    @Test
    void listsTheFieldsOfAnExpression() {
        assertThat(Kql.fields(Kql.parse("b:1 and not (a.c > 2 or b:3) or *x*:* or n:{i:1 and m:{j:2}} or any")))
                .containsExactly("b", "a.c", "*x*", "n", "n.i", "n.m", "n.m.j");
        assertThat(Kql.fields(Kql.parse("*"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a*, abc, true", "a*, xa, false", "*c, abc, true", "a*c, ac, true", "aa*aa, aaa, false"})
    @CsvSource({"a*b*c, axbxc, true", "a*b*c, acb, false", "*b*, abc, true", "*bb*b*, abb, false", "abc, ABC, false"})
    void matchesWildcards(String pattern, String candidate, boolean matches) {
        var text = ((KqlNode.Match) Kql.parse("f:" + pattern)).value();

        assertThat(text.matches(candidate)).isEqualTo(matches);
    }
}
