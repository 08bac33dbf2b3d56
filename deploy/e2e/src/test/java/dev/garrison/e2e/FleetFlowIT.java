package dev.garrison.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.garrison.local.agent.AgentEvent;
import dev.garrison.local.agent.AgentSwarm;
import dev.garrison.local.agent.SimulatedAgent;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fleet from its first package to its end: what an administrator does in the gateway, and what fifty agents then do. */
class FleetFlowIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BLUE = 45;
    private static final int GREEN = 5;
    private static final int TWO_CHUNKS = 5 * 1024 * 1024; // of diagnostics, which go in chunks of 4 MiB

    private static final TestPackage SHOP =
            new TestPackage("webshop", "1.0.0", List.of("orders"), Map.of("ignore_older", "72h"));
    private static final TestPackage NEWER_SHOP = new TestPackage(
            "webshop", "1.1.0", List.of("orders", "payments"), Map.of("ignore_older", "48h", "encoding", "utf-8"));

    private final Kibana kibana = TheStack.kibana();
    private final Map<String, JsonNode> running = new ConcurrentHashMap<>(); // by agent: the policy that it runs
    private final Map<String, AgentEvent.Uploaded> uploaded = new ConcurrentHashMap<>(); // by agent

    @Test
    void aFleetFromItsFirstPackageToItsEnd() {
        installPackages();
        var policy = kibana.agentPolicy();
        var target = kibana.agentPolicy();
        var shop = integrate(SHOP, policy);
        integrateSystem(policy);
        assertThat(kibana.policyRevision(policy)).isEqualTo(3);

        try (var blue = swarm("blue", 0);
                var green = swarm("green", TWO_CHUNKS)) {
            var token = kibana.enrollmentToken(policy);
            blue.enroll(token, BLUE);
            green.enroll(token, GREEN);
            everyAgentRuns(policy, 3, blue, green);
            assertThat(running.values()).hasSize(BLUE + GREEN).allSatisfy(it -> {
                assertThat(stream(it, "orders").at("/paths").toString()).isEqualTo("[\"/srv/shop/*.log\"]");
                assertThat(stream(it, "orders").at("/ignore_older").asText()).isEqualTo("24h");
                assertThat(it.at("/inputs").findValuesAsText("name")).contains("system");
            });

            var output = giveAnOutputOfItsOwn(policy);
            everyAgentRuns(policy, 4, blue, green);
            changeHosts(output);
            everyAgentRuns(policy, 5, blue, green);
            assertThat(running.values()).allSatisfy(it -> assertThat(
                            it.at("/outputs/" + output + "/hosts").toString())
                    .isEqualTo("[\"https://logs.example.org:9243\"]"));

            upgrade(shop, policy);
            await().atMost(PATIENCE).until(() -> kibana.policyRevision(policy) == 6);
            everyAgentRuns(policy, 6, blue, green);
            assertThat(running.values()).allSatisfy(it -> {
                assertThat(stream(it, "payments").isMissingNode()).isFalse();
                assertThat(stream(it, "orders").at("/ignore_older").asText())
                        .as("what was set stays")
                        .isEqualTo("24h");
                assertThat(stream(it, "orders").at("/encoding").asText()).isEqualTo("utf-8");
            });

            reassign("policy_id:\"%s\" and tags:green".formatted(policy), target);
            everyAgentRuns(target, 1, green);
            assertThat(blue.agents())
                    .allSatisfy(agent -> assertThat(agent.policyId()).isEqualTo(policy));

            diagnose("policy_id:" + target, green);
            unenroll("policy_id:%s or policy_id:%s".formatted(policy, target), blue, green);
        }
        deleteAll(List.of(policy, target), shop);
    }

    private AgentSwarm swarm(String tag, int diagnosticsSize) {
        return AgentSwarm.of(TheStack.stack().fleetServerUrls())
                .hostPrefix(tag)
                .tags(tag)
                .pause(Duration.ofMillis(100))
                .diagnosticsSize(diagnosticsSize)
                .listener(this::note)
                .start();
    }

    private void note(AgentEvent event) {
        if (event instanceof AgentEvent.PolicyApplied applied) {
            running.put(applied.agent().id(), applied.policy());
        } else if (event instanceof AgentEvent.Uploaded file) {
            uploaded.put(file.agent().id(), file);
        }
    }

    private static void everyAgentRuns(String policy, int revision, AgentSwarm... swarms) {
        for (var swarm : swarms) {
            swarm.awaitPolicy(policy, revision, PATIENCE);
            assertThat(swarm.agents())
                    .allSatisfy(agent -> assertThat(agent.revision()).isEqualTo(revision));
        }
    }

    /** The stream of the shop's package, as an agent got it. */
    private static JsonNode stream(JsonNode policy, String name) {
        for (var stream : policy.findParents("data_stream")) {
            if (stream.at("/data_stream/dataset").asText().equals(SHOP.dataset(name))) {
                return stream;
            }
        }
        return MissingNode.getInstance();
    }

    private void installPackages() {
        TheStack.registry().publish(SHOP);
        kibana.request()
                .get("/api/fleet/epm/packages/{name}", SHOP.name())
                .then()
                .statusCode(200)
                .body("item.status", is("not_installed"))
                .body("item.version", is("1.0.0"));
        install(SHOP.name(), "1.0.0")
                .body("_meta.install_source", is("registry"))
                .body("items.id", hasItem("logs-" + SHOP.dataset("orders")))
                .body("items.id", hasItem(SHOP.dashboard()));
        install("system", "1.0.0").body("_meta.install_source", is("bundled"));
    }

    private ValidatableResponse install(String name, String version) {
        return kibana.request()
                .body("{}")
                .post("/api/fleet/epm/packages/{name}/{version}", name, version)
                .then()
                .statusCode(200);
    }

    private String integrate(TestPackage one, String policy) {
        return kibana.request()
                .queryParam("format", "simplified")
                .body(Map.of(
                        "name",
                        "Shop of " + policy,
                        "policy_ids",
                        List.of(policy),
                        "package",
                        Map.of("name", one.name(), "version", one.version()),
                        "inputs",
                        Map.of(
                                one.input(),
                                Map.of(
                                        "streams",
                                        Map.of(
                                                one.dataset("orders"),
                                                Map.of(
                                                        "vars",
                                                        Map.of(
                                                                "paths",
                                                                List.of("/srv/shop/*.log"),
                                                                "ignore_older",
                                                                "24h")))))))
                .post("/api/fleet/package_policies")
                .then()
                .statusCode(200)
                .body("item.revision", is(1))
                .body("item.package.title", is("Web shop"))
                .extract()
                .path("item.id");
    }

    private void integrateSystem(String policy) {
        kibana.request()
                .body(Map.of(
                        "name",
                        "system of " + policy,
                        "policy_ids",
                        List.of(policy),
                        "package",
                        Map.of("name", "system", "version", "1.0.0"),
                        "inputs",
                        Map.of()))
                .post("/api/fleet/package_policies")
                .then()
                .statusCode(200);
    }

    private String giveAnOutputOfItsOwn(String policy) {
        var output = kibana.request()
                .body(Map.of(
                        "name",
                        "Logs of " + policy,
                        "type",
                        "elasticsearch",
                        "hosts",
                        List.of("https://logs.example.org")))
                .post("/api/fleet/outputs")
                .then()
                .statusCode(200)
                .body("item.hosts", is(List.of("https://logs.example.org:443")))
                .extract()
                .<String>path("item.id");
        kibana.request()
                .body(Map.of("name", "Shop " + policy, "namespace", "default", "data_output_id", output))
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200)
                .body("item.revision", is(4));
        return output;
    }

    private void changeHosts(String output) {
        kibana.request()
                .body(Map.of("hosts", List.of("https://logs.example.org:9243")))
                .put("/api/fleet/outputs/{id}", output)
                .then()
                .statusCode(200);
    }

    private void upgrade(String shop, String policy) {
        TheStack.registry().publish(NEWER_SHOP);
        kibana.request()
                .body(Map.of("packagePolicyIds", List.of(shop), "packageVersion", "1.1.0"))
                .post("/api/fleet/package_policies/upgrade/dryrun")
                .then()
                .statusCode(200)
                .body("[0].hasErrors", is(false))
                .body("[0].diff[0].package.version", is("1.0.0"))
                .body("[0].diff[1].package.version", is("1.1.0"))
                .body(
                        "[0].diff[1].inputs[0].streams.data_stream.dataset",
                        containsInAnyOrder(SHOP.dataset("orders"), SHOP.dataset("payments")));
        install(SHOP.name(), "1.1.0");
        versionIs(shop, "1.0.0"); // neither the dry run nor the install has changed it
        assertThat(kibana.policyRevision(policy)).isEqualTo(5);
        kibana.request()
                .body(Map.of("packagePolicyIds", List.of(shop)))
                .post("/api/fleet/package_policies/upgrade")
                .then()
                .statusCode(200)
                .body("[0].id", is(shop))
                .body("[0].success", is(true));
        versionIs(shop, "1.1.0");
    }

    private void versionIs(String packagePolicy, String version) {
        kibana.request()
                .get("/api/fleet/package_policies/{id}", packagePolicy)
                .then()
                .statusCode(200)
                .body("item.package.version", is(version));
    }

    private void reassign(String kuery, String target) {
        var action = bulk("bulk_reassign", Map.of("agents", kuery, "policy_id", target));
        complete(action, GREEN);
        assertThat(kibana.action(action).orElseThrow()).containsEntry("newPolicyId", target);
    }

    private void diagnose(String kuery, AgentSwarm swarm) {
        var action = bulk("bulk_request_diagnostics", Map.of("agents", kuery));
        complete(action, swarm.agents().size());
        for (var agent : swarm.agents()) {
            var sent = uploaded.get(agent.id());
            var upload = kibana.request()
                    .get("/api/fleet/agents/{id}/uploads", agent.id())
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1))
                    .body("items[0].actionId", is(action))
                    .body("items[0].status", is("READY"))
                    .body("items[0].name", is(sent.fileName()))
                    .extract()
                    .jsonPath();
            var received = kibana.request()
                    .get(upload.getString("items[0].filePath"))
                    .then()
                    .statusCode(200)
                    .header("content-type", containsString("application/octet-stream"))
                    .header("content-disposition", containsString(sent.fileName()))
                    .extract()
                    .asByteArray();
            assertThat(received).hasSizeGreaterThan(TWO_CHUNKS).isEqualTo(sent.content());
        }
    }

    private void unenroll(String kuery, AgentSwarm... swarms) {
        var action = bulk("bulk_unenroll", Map.of("agents", kuery));
        complete(action, BLUE + GREEN);
        for (var swarm : swarms) {
            swarm.await(agent -> agent.state() == SimulatedAgent.State.STOPPED, PATIENCE);
        }
        kibana.request()
                .queryParam("kuery", "(%s) and status:unenrolled".formatted(kuery))
                .queryParam("perPage", 100)
                .get("/api/fleet/agents")
                .then()
                .statusCode(200)
                .body("total", is(BLUE + GREEN))
                .body("items.active", everyItem(is(false)));
    }

    /** @return the id of the action */
    private String bulk(String operation, Map<String, Object> body) {
        return kibana.request()
                .body(body)
                .post("/api/fleet/agents/" + operation)
                .then()
                .statusCode(200)
                .extract()
                .path("actionId");
    }

    private void complete(String action, int agents) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kibana.action(action)).hasValueSatisfying(it -> assertThat(it)
                        .containsEntry("status", "COMPLETE")
                        .containsEntry("nbAgentsActionCreated", agents)
                        .containsEntry("nbAgentsActioned", agents)
                        .containsEntry("nbAgentsAck", agents)
                        .containsEntry("nbAgentsFailed", 0)));
    }

    private void deleteAll(List<String> policies, String shop) {
        var output = kibana.request()
                .get("/api/fleet/agent_policies/{id}", policies.get(0))
                .then()
                .extract()
                .<String>path("item.data_output_id");
        kibana.request()
                .body(Map.of("packagePolicyIds", List.of(shop)))
                .post("/api/fleet/package_policies/delete")
                .then()
                .statusCode(200)
                .body("success", is(List.of(true)));
        for (var policy : policies) {
            kibana.request()
                    .body(Map.of("agentPolicyId", policy))
                    .post("/api/fleet/agent_policies/delete")
                    .then()
                    .statusCode(200);
        }
        kibana.request()
                .queryParam("kuery", "policy_ids:" + policies.get(0))
                .get("/api/fleet/package_policies")
                .then()
                .statusCode(200)
                .body("total", is(0)); // the one of system went with its agent policy
        kibana.request()
                .delete("/api/fleet/epm/packages/{name}/{version}", SHOP.name(), "1.1.0")
                .then()
                .statusCode(200)
                .body("items.id", hasItem("logs-" + SHOP.dataset("payments")));
        kibana.request()
                .get("/api/fleet/epm/packages/{name}", SHOP.name())
                .then()
                .statusCode(200)
                .body("item.status", is("not_installed"));
        kibana.request().delete("/api/fleet/outputs/{id}", output).then().statusCode(200);
        Stream.of(
                        "/api/fleet/agent_policies/" + policies.get(0),
                        "/api/fleet/agent_policies/" + policies.get(1),
                        "/api/fleet/package_policies/" + shop,
                        "/api/fleet/outputs/" + output)
                .forEach(gone -> kibana.request().get(gone).then().statusCode(404));
    }
}
