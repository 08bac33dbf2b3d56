package dev.garrison.security.apikeys;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import dev.garrison.security.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ApiKeyQueryTest {
    private static final String PATH = "/_security/_query/api_key";

    @Inject
    TestClock clock;

    private final String mark = "q" + UUID.randomUUID().toString().replace("-", "");
    private String ana;
    private final Map<String, String> idOf = new HashMap<>();

    /** a of elastic; b of ana, expires; c of elastic, invalidated; a minute between each. */
    @BeforeEach
    void makeKeys() {
        ana = userWith("superuser");
        make(
                "a",
                "elastic",
                Map.of("metadata", Map.of("team", List.of("red", "blue"), "env", Map.of("stage", "test"))));
        clock.advance(Duration.ofMinutes(1));
        make("b_", ana, Map.of("expiration", "7d", "metadata", Map.of("team", "green", "level", 3)));
        clock.advance(Duration.ofMinutes(1));
        make("c%", "elastic", Map.of());
        asElastic()
                .body(Map.of("ids", List.of(idOf.get("c%"))))
                .delete("/_security/api_key")
                .then()
                .statusCode(200);
    }

    @AfterEach
    void reset() {
        clock.reset();
    }

    private void make(String name, String owner, Map<String, Object> body) {
        var named = new HashMap<>(body);
        named.put("name", mark + "-" + name);
        var requests = owner.equals("elastic") ? asElastic() : as(basic(owner));
        idOf.put(name, (String) keyOf(requests, named).get("id"));
    }

    @Test
    void aPageOfKeysIsFoundAndSorted() {
        query("{'query':{'prefix':{'name':'MARK'}},'from':1,'size':1,'sort':[{'creation':{'order':'desc'}},'name']}")
                .statusCode(200)
                .header("X-Elastic-Product", "Elasticsearch")
                .body("keySet()", equalTo(Set.of("total", "count", "api_keys")))
                .body("total", is(3))
                .body("count", is(1))
                .body("api_keys[0].id", is(idOf.get("b_")))
                .body("api_keys[0].name", is(mark + "-b_"))
                .body("api_keys[0].type", is("rest"))
                .body("api_keys[0].creation", notNullValue())
                .body("api_keys[0].expiration", notNullValue())
                .body("api_keys[0].invalidated", is(false))
                .body("api_keys[0].username", is(ana))
                .body("api_keys[0].realm", is("native"))
                .body("api_keys[0].metadata.team", is("green"))
                .body("api_keys[0].role_descriptors", equalTo(Map.of()))
                .body("api_keys[0]", not(hasKey("limited_by")))
                .body("api_keys[0]._sort.size()", is(2))
                .body("api_keys[0]._sort[1]", is(mark + "-b_"));
        query("{'query':{'prefix':{'name':'MARK'}},'from':3}")
                .body("total", is(3))
                .body("count", is(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'match_all':{}} | a b_ c%",
                "{'match_none':{}} |",
                "{'term':{'name':'MARK-a'}} | a",
                "{'term':{'name':{'value':'MARK-b_'}}} | b_",
                "{'match':{'name':{'query':'MARK-a'}}} | a",
                "{'terms':{'name':['MARK-a','MARK-c%','x']}} | a c%",
                "{'terms':{'name':[]}} |",
                "{'prefix':{'name':{'value':'MARK-b_'}}} | b_",
                "{'prefix':{'name':'MARK_'}} |",
                "{'prefix':{'name':'MARK-%'}} |",
                "{'wildcard':{'name':'*-?'}} | a",
                "{'wildcard':{'name':'MARK-??'}} | b_ c%",
                "{'wildcard':{'name':{'value':'MARK-c\\\\%'}}} | c%",
                "{'term':{'invalidated':true}} | c%",
                "{'term':{'invalidated':'false'}} | a b_",
                "{'exists':{'field':'expiration'}} | b_",
                "{'exists':{'field':'metadata.team'}} | a b_",
                "{'exists':{'field':'metadata.none'}} |",
                "{'term':{'username':'elastic'}} | a c%",
                "{'term':{'realm':'native'}} | b_",
                "{'term':{'type':'rest'}} | a b_ c%",
                "{'range':{'expiration':{'gt':'now+6d','lte':'now+8d'}}} | b_",
                "{'range':{'expiration':{'lt':'now+6d'}}} |",
                "{'range':{'creation':{'gte':'now-90s','lt':null}}} | b_ c%",
                "{'range':{'creation':{'lt':'now-30s'}}} | a b_",
                "{'range':{'name':{'gt':'MARK-a','lt':'MARK-c'}}} | b_",
                "{'term':{'metadata.team':'blue'}} | a",
                "{'term':{'metadata.env.stage':'test'}} | a",
                "{'term':{'metadata.level':3}} | b_",
                "{'prefix':{'metadata.team':'gr'}} | b_",
                "{'bool':{}} | a b_ c%",
                "{'bool':{'must':{'term':{'username':'elastic'}},'must_not':[{'term':{'invalidated':true}}]}} | a",
                "{'bool':{'must_not':{'range':{'expiration':{'gt':'now'}}}}} | a c%",
                "{'bool':{'should':[{'term':{'name':'MARK-a'}},{'term':{'name':'MARK-b_'}}]}} | a b_",
                "{'bool':{'filter':[{'term':{'realm':'native'}}],'should':[{'term':{'name':'MARK-a'}}]}} | b_",
                "{'bool':{'should':[{'term':{'username':'elastic'}},{'term':{'invalidated':true}},{'term':{'realm':'native'}}],'minimum_should_match':2}} | c%",
                "{'bool':{'should':[{'match_all':{}}],'minimum_should_match':2}} |",
            })
    void findsTheKeysThatMatch(String query, String found) {
        var answer = query(
                "{'size':100,'sort':'name','query':{'bool':{'filter':[{'prefix':{'name':'MARK-'}}," + query + "]}}}");

        answer.statusCode(200);
        assertThat(answer.extract().jsonPath().getList("api_keys.name", String.class))
                .isEqualTo(
                        found == null
                                ? List.of()
                                : List.of(found.split(" ")).stream()
                                        .map(name -> mark + "-" + name)
                                        .toList());
    }

    @Test
    void keysAreFoundByIdAndWithWhatBoundsThem() {
        asElastic()
                .body(Map.of("query", Map.of("ids", Map.of("values", List.of(idOf.get("a"), "nope")))))
                .post(PATH + "?with_limited_by=true&with_profile_uid=true")
                .then()
                .statusCode(200)
                .body("total", is(1))
                .body("api_keys[0].limited_by[0].superuser.cluster", equalTo(List.of("all")))
                .body("api_keys[0].profile_uid", startsWith("u_"))
                .body("api_keys[0]", not(hasKey("_sort")));
    }

    @Test
    void withoutABodyThereAreTenOfAll() {
        asElastic()
                .post(PATH)
                .then()
                .statusCode(200)
                .body(
                        "api_keys.size()",
                        equalTo(asElastic().get(PATH).jsonPath().getInt("count")));
    }

    @Test
    void aGetMayHaveABody() {
        asElastic()
                .body("{\"query\":{\"term\":{\"name\":\"%s-a\"}}}".formatted(mark))
                .get(PATH)
                .then()
                .statusCode(200)
                .body("api_keys.id", equalTo(List.of(idOf.get("a"))));
    }

    @Test
    void whoMayNotSeeAllKeysSeesTheOwn() {
        var owner = Tokens.of(ana, "default", Set.of(), Set.of("manage_own_api_key"));

        Api.as(owner)
                .body("{\"query\":{\"bool\":{\"should\":[{\"match_all\":{}},{\"match_all\":{}}]}}}")
                .post(PATH)
                .then()
                .statusCode(200)
                .body("api_keys.id", equalTo(List.of(idOf.get("b_"))))
                .body("total", is(1));
        Api.as(Tokens.of(ana, "default", Set.of(), Set.of("read_security")))
                .body("{\"query\":{\"term\":{\"name\":\"%s-a\"}}}".formatted(mark))
                .post(PATH)
                .then()
                .body("total", is(1));
        var key = keyOf(
                asElastic(), Map.of("role_descriptors", Map.of("r", Map.of("cluster", List.of("manage_own_api_key")))));
        as(apiKey(key)).post(PATH).then().body("api_keys.id", equalTo(List.of(key.get("id"))));
        Api.as(Tokens.of(ana, "default", Set.of("*"), Set.of("monitor")))
                .post(PATH)
                .then()
                .statusCode(403)
                .body("error.type", is("security_exception"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'query':{}} | [query] malformed query, expected an object with one field",
                "{'query':{'fuzzy':{'name':'a'}}} | Query type [fuzzy] is not supported for API Key query",
                "{'query':{'term':{'secret_hash':'a'}}} | Field [secret_hash] is not allowed for querying or aggregation",
                "{'query':{'term':{'name':['a']}}} | [term] query requires a value for [name]",
                "{'query':{'term':{'invalidated':'maybe'}}} | Can't parse boolean value [maybe] of [invalidated], expected [true] or [false]",
                "{'query':{'term':{'creation':'maybe'}}} | failed to parse date field [maybe] of [creation]",
                "{'query':{'prefix':{'creation':'2'}}} | Can only use prefix queries on keyword fields - not on [creation]",
                "{'query':{'range':{'creation':{'x':1}}}} | [range] query does not support [x]",
                "{'query':{'bool':{'x':[]}}} | [bool] query does not support [x]",
                "{'sort':'metadata.a'} | Field [metadata.a] is not allowed for sorting",
                "{'sort':[{'name':'up'}]} | malformed sort format, expected [asc] or [desc] for each field",
                "{'from':9999,'size':2} | Result window is too large, from + size must be less than or equal to: [10000] but was [10001]",
                "{'from':-1} | Validation Failed: 1: Value must be equal to or greater than [0].;",
                "{'aggs':{}} | unknown field [aggs]",
            })
    void whatIsNoQueryIsRefused(String body, String reason) {
        query(body).statusCode(400).body("error.reason", is(reason));
    }

    @Test
    void thereIsAnEndToClauses() {
        var clause = "{\"match_all\":{}}";
        var many = String.join(",", Collections.nCopies(1024, clause));
        asElastic()
                .body("{\"query\":{\"bool\":{\"should\":[" + many + "]}}}")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.reason", is("maxClauseCount is set to 1024"));
    }

    private ValidatableResponse query(String body) {
        return asElastic()
                .body(body.replace('\'', '"').replace("MARK", mark))
                .post(PATH)
                .then();
    }
}
