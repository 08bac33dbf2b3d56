package dev.garrison.platform.kql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What expressions find, in a PostgreSQL whose session is not in UTC. */
class KqlSearchTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-12T10:30:15.123Z"), ZoneId.of("Asia/Tokyo"));

    private static KqlDatabase database;

    @BeforeAll
    static void fill() throws SQLException {
        database = new KqlDatabase();
        database.insert(
                "a",
                "Alpha",
                "The Quick brown-fox, under_score",
                "{red,green}",
                1,
                1.5,
                true,
                "2025-03-12T10:30:15.123Z",
                """
                {"host": {"name": "web-1", "ip": ["10.0.0.1", "fe80::1"], "mac": ["aa", "bb"], "cpu": 4, "up": true},
                 "seen": "2025-03-12T09:00:00+02:00", "version": "8.9.0", "odd key": {"a.b": 1},
                 "steps": [{"name": "one", "state": "ok", "took": 5}, {"name": "two", "state": "failed", "took": 50}]}
                """);
        database.insert(
                "b",
                "alpha",
                "ÄRGER über quick things",
                "{blue,NULL}",
                10,
                -2.0,
                false,
                "2025-03-11T23:59:59.999Z",
                """
                {"host": {"name": "db-1", "ip": "10.0.0.2", "cpu": 16.0, "up": false}, "seen": "2025-03-11",
                 "version": "8.17.0", "steps": {"name": "one", "state": "failed"}, "note": null, "none": []}
                """);
        database.insert(
                "c",
                "50%_off!*",
                "",
                "{}",
                0,
                0.0,
                null,
                "2024-12-31T23:59:59Z",
                "{\"host\": \"web-1\", \"empty\": \"\", \"seen\": \"2025-99-99T00:00Z\", \"?\": \"x\"}");
        database.insert(
                "d",
                "'; drop table thing; --",
                "null and true",
                "{\"a b\",true,?}",
                -5,
                1e300,
                null,
                null,
                "[1, \"x\"]");
        database.insert("e", null, null, null, null, null, null, null, null);
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "``                                => a b c d e",
                "*                                 => a b c d e",
                "*:*                               => a b c d e",
                "not *                             => -",
                // keywords
                "name:Alpha                        => a",
                "thing.name:Alpha                  => a",
                "name:\"alpha\"                    => b",
                "name:(Alpha or alpha)             => a b",
                "name:Al*                          => a",
                "name:*lph*                        => a b",
                "name:l*                           => -",
                "name:\"Al*\"                      => -",
                "name:50%_off!\\*                  => c",
                "name:50%_off!*                    => c",
                "name:50%*!*                       => c",
                "name:%                            => -",
                "name:*%*                          => c",
                "name:*_*                          => c",
                "name:_____*                       => -",
                "name:*!*                          => c",
                "name:*                            => a b c d",
                "not name:*                        => e",
                "not name:Alpha                    => b c d e",
                "not (name:Alpha and size:1)       => b c d e",
                "not name:Alpha and not name:alpha => c d e",
                "name:null                         => e",
                "not name:null                     => a b c d",
                "name:\"null\"                     => -",
                "name:(null or Alpha)              => a e",
                "name > Alpha                      => b",
                "name >= Alpha                     => a b",
                "name < \"Alpha\"                  => c d",
                "name <= \"Alpha\"                 => a c d",
                // computed
                "status:on                         => a",
                "status:o*                         => a b",
                "not status:on                     => b c d e",
                // lists
                "tags:red                          => a",
                "tags:a b                          => d",
                "tags:(red and green)              => a",
                "tags:(red and blue)               => -",
                "tags:r*                           => a",
                "tags:true                         => d",
                "tags:\"?\"                        => d",
                "tags:*                            => a b d",
                "tags:null                         => c e",
                "not tags:red                      => b c d e",
                "tags > \"green\"                  => a d",
                // text
                "title:quick                       => a b",
                "title:QUICK fox                   => a b",
                "title:fox things                  => a b",
                "title:fo                          => -",
                "title:\"quick brown\"             => a",
                "title:\"QUICK, BROWN  fox\"       => a",
                "title:\"brown quick\"             => -",
                "title:\"quick bro\"               => -",
                "title:ärger                       => b",
                "title:Über*                       => b",
                "title:br*n                        => a",
                "title:quick*fox                   => -",
                "title:zzz th*                     => a b",
                "title:under                       => -",
                "title:under_score                 => a",
                "title:underXscore                 => -",
                "title:under%                      => -",
                "title:\"under_score\"             => a",
                "title:und_r*                      => -",
                "title:fox-*                       => a",
                "title:\\(*                         => -",
                "title:true                        => d",
                "title:\"null\"                    => d",
                "title:null                        => e",
                "title:*                           => a b c d",
                "title:\"!?\"                      => -",
                "title:\"\"                        => -",
                "not title:quick                   => c d e",
                "title_alias:fox                   => a",
                // numbers
                "size:1                            => a",
                "size:1.0                          => a",
                "size:\"1\"                        => a",
                "size:1e1                          => b",
                "size:(1 or 10)                    => a b",
                "size > 0                          => a b",
                "size >= 0                         => a b c",
                "size < 0                          => d",
                "size <= -5                        => d",
                "size > 0.5 and size < 5           => a",
                "size:one                          => -",
                "not size:one                      => a b c d e",
                "size > one                        => -",
                "size:1*                           => -",
                "size:*                            => a b c d",
                "not size > 0                      => c d e",
                "size:null                         => e",
                "size > 99999999999999999999       => -",
                "size < 1e299                      => a b c d",
                "weight:1.5                        => a",
                "weight < 0                        => b",
                "weight > 1e299                    => d",
                "weight > 1e400                    => -",
                "weight < 1e-400                   => -",
                // booleans
                "enabled:true                      => a",
                "enabled:false                     => b",
                "enabled:\"true\"                  => a",
                "enabled:yes                       => -",
                "enabled:1                         => -",
                "not enabled:true                  => b c d e",
                "enabled:null                      => c d e",
                "enabled:*                         => a b",
                "enabled > false                   => -",
                // dates: unrounded means as long as what was written
                "created:\"2025-03-12T10:30:15.123Z\"       => a",
                "created:\"2025-03-12T10:30:15.124Z\"       => -",
                "created:\"2025-03-12T10:30:15\"            => a",
                "created:\"2025-03-12T12:30:15+02:00\"      => a",
                "created:\"2025-03-12T10:30\"               => a",
                "created:\"2025-03-12T10\"                  => a",
                "created:2025-03-12                         => a",
                "created:\"2025-03-11\"                     => b",
                "created:2025-03                            => a b",
                "created:2024                               => c",
                "created:1741775415123                      => a",
                "created > 2025-03-11                       => a",
                "created >= 2025-03-11                      => a b",
                "created < 2025-03-11                       => c",
                "created <= 2025-03-11                      => b c",
                "created <= 2025                            => a b c",
                "created > \"2025-03-12T10:30:15.122Z\"     => a",
                "created > \"2025-03-12T10:30:15.123Z\"     => -",
                "created:now                                => a",
                "created < now                              => b c",
                "created:now/d                              => a",
                "created:\"now-1d/d\"                       => b",
                "created >= now-1d/d                        => a b",
                "created >= now-1d                          => a b",
                "created >= now-10h                         => a",
                "created:now/w                              => a b",
                "created:now/M                              => a b",
                "created:now-1y/y                           => c",
                "created:\"2025-01-01||-1d/d\"              => c",
                "created:\"2024-12-31T23:59||/m\"           => c",
                "created > \"2024-01-01||/y\"               => a b",
                "created >= \"now/d+10h\"                   => a",
                "created > now+999999999y                   => -",
                "created < 9999-12-31                       => a b c",
                "created > 0000-01-01                       => a b c",
                "created:yesterday                          => -",
                "created:2025-02-30                         => -",
                "created:now-                               => -",
                "created:now-1x                             => -",
                "created:\"||-1d\"                          => -",
                "created > soon                             => -",
                "not created:now/d                          => b c d e",
                "created:null                               => d e",
                "created:*                                  => a b c",
                "created:2025*                              => -",
                // documents
                "doc.host.name:web-1                        => a",
                "thing.doc.host.name:web-1                  => a",
                "doc.host.name:*-1                          => a b",
                "doc.host:web-1                             => c",
                "doc.host:*web*                             => c",
                "doc.host.ip:10.0.0.1                       => a",
                "doc.host.ip:10.0.0.2                       => b",
                "doc.host.ip:\"fe80::1\"                    => a",
                "doc.host.ip:10.*                           => a b",
                "not doc.host.ip:10.0.0.1                   => b c d e",
                "doc.host.cpu:16                            => b",
                "doc.host.cpu > 4                           => b",
                "doc.host.cpu >= 4                          => a b",
                "doc.host.cpu > many                        => -",
                "doc.host.up:true                           => a",
                "doc.host.up:(true or false)                => a b",
                "doc.host.up:\"false\"                      => b",
                "doc.version > \"8.2\"                      => a",
                "doc.version >= 8                           => a b",
                "doc.seen > 2025-03-11                      => a",
                "doc.seen >= 2025-03-11                     => a b",
                "doc.seen >= \"2025-03-12T07:00:00Z\"       => a",
                "doc.seen > \"2025-03-12T07:00:00Z\"        => -",
                "doc.seen < now-4h                          => b",
                "doc.seen < \"2025-03-11T01\"               => b",
                "doc.version > now-100y                     => -",
                "doc.host.name:*                            => a b",
                "doc.host:*                                 => a b c",
                "doc:*                                      => a b c d",
                "doc.note:*                                 => -",
                "doc.none:*                                 => -",
                "doc.empty:*                                => c",
                "doc.empty:\"\"                             => c",
                "doc.note:null                              => a b c d e",
                "doc.empty:null                             => a b d e",
                "doc.steps.name:two                         => a",
                "doc.steps.state:failed and doc.steps.name:one => a b",
                "doc.steps:{state:failed and name:one}      => b",
                "doc.steps:{state:failed and took > 10}     => a",
                "doc.steps:{not state:ok}                   => a b",
                "not doc.steps:{state:ok}                   => b c d e",
                "doc.steps:{failed}                         => a b",
                "doc.steps:{*}                              => a b",
                "doc:{host:{name:web-1}}                    => a",
                "name:{x:1}                                 => -",
                "\"doc.odd key.a\":1                        => -",
                "doc.nowhere:x                              => -",
                "doc..:x                                    => -",
                "mac:bb                                     => a",
                "mac:*                                      => a",
                // wildcards in names, and no name
                "doc.host.*:web-1                           => a",
                "doc.*.name:web-1                           => a",
                "doc.*:failed                               => a b",
                "doc.*:*                                    => a b c",
                "thing.doc.host.*:10.0.0.2                  => b",
                "doc.na*:x                                  => -",
                "thing.na*:alpha                            => b",
                "nam*:alpha                                 => b",
                "t*:red                                     => a",
                "*:10                                       => b",
                "*:web-1                                    => a c",
                "zzz*:web-1                                 => -",
                "web-1                                      => a c",
                "\"quick brown\"                            => a",
                "alph*                                      => b",
                "null                                       => d",
                "red or alpha                               => a b",
                "not web-1                                  => b d e",
                // unknown names
                "unknown:x                                  => -",
                "other.name:Alpha                           => -",
                "not unknown:x                              => a b c d e",
                "unknown > 1 or name:Alpha                  => a",
                "unknown:null                               => -",
            })
    void finds(String expression, String ids) throws SQLException {
        assertThat(find(expression)).isEqualTo(ids == null ? Set.of() : Set.of(ids.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name:\"'; drop table thing; --\"",
                "'; drop table thing; --",
                "name:*drop table*",
                "title:\"null and\" and tags:\"a b\"",
            })
    void takesSqlForText(String expression) throws SQLException {
        assertThat(find(expression)).containsExactly("d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "$field:\\u0000",
                "$field:x\\u0000*",
                "$field > \"\\u0000\"",
                "$field:\"\\ud800\"",
                "$field:\\udc00*",
                "$field:\uD800",
                "$field <= \\ud800",
                "$field:\\\\",
                "$field:\"${x} :y ?1 {}\"",
                "$field:'",
                "$field.\\u0000:x",
                "$field.\\ud800:x",
                "$field.\\\"\\\\:x",
                "$field.'\\):x",
                "$field.\\u0001\\t:x",
                "$field:{\\u0000:1 or a:\\u0000}",
                "$field.$.**:x",
                "\\u0000$field:x",
                "$field:(\\u0000 or \\ud800*)"
            })
    void findsNothingByWhatPostgresCannotHold(String template) throws SQLException {
        for (String field :
                new String[] {"name", "title", "tags", "size", "enabled", "created", "mac", "doc", "doc.host.name"}) {
            assertThat(find(template.replace("$field", field))).as(field).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "title", "tags", "size", "enabled", "created", "mac", "doc.host.name"})
    void survivesHugeInput(String field) throws SQLException {
        for (String value :
                new String[] {"x".repeat(90_000), "9".repeat(90_000), "x ".repeat(45_000), "now" + "+1d".repeat(30_000)
                }) {
            assertThat(find(field + ":\"" + value + "\"")).isEmpty();
            assertThat(find(field + ":" + value)).isEmpty();
            find(field + " > \"" + value + "\"");
        }
        assertThat(find(field + ":" + "a*".repeat(99))).isEmpty();
        assertThat(find("doc." + "a.".repeat(40_000) + "b:x")).isEmpty();
        assertThat(find("doc." + "*.".repeat(40) + "b:x")).isEmpty();
        assertThat(find("y".repeat(90_000))).isEmpty();
    }

    @Test
    void searchesAsDeepAsTheParserReads() throws SQLException {
        assertThat(find("not (".repeat(200) + "name:Alpha" + ")".repeat(200))).containsExactly("a");
        assertThat(find("(size:7 or ".repeat(200) + "name:Alpha" + ")".repeat(200)))
                .containsExactly("a");
        assertThat(find("doc:{x:{".repeat(100) + "name:Alpha" + "}}".repeat(100)))
                .isEmpty();
    }

    @Test
    void searchesManyConditionsAndRefusesTooMany() throws SQLException {
        String ids = IntStream.range(0, 9_999).mapToObj(i -> "x" + i).collect(Collectors.joining(" or "));

        assertThat(find("name:(" + ids + " or Alpha)")).containsExactly("a");
        assertThatThrownBy(() -> find("a or ".repeat(9_000) + "a"))
                .isInstanceOf(KqlLimitException.class)
                .hasMessage("The KQL expression has more than the 10000 conditions that are allowed");
    }

    private static Set<String> find(String expression) throws SQLException {
        return database.find(KqlDatabase.FIELDS.compile(Kql.parse(expression), CLOCK));
    }
}
