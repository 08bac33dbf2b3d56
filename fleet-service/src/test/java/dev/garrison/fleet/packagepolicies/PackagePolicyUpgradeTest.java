package dev.garrison.fleet.packagepolicies;

import static dev.garrison.fleet.packagepolicies.Integrations.PATH;
import static dev.garrison.fleet.packagepolicies.Integrations.body;
import static dev.garrison.fleet.packagepolicies.Integrations.create;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PackagePolicyUpgradeTest {
    @Inject
    Integrations integrations;

    @Inject
    Stored stored;

    /** Another version: a new variable {@code unit}, and one that is required where {@code strict}. */
    private void release(String name, String version, boolean strict) {
        integrations.install(Integrations.weather(name, version)
                .append(
                        "data_stream/rain/manifest.yml",
                        "      - {name: unit, type: text, title: Unit, default: mm}\n"
                                + (strict ? "      - {name: zone, type: text, title: Zone, required: true}\n" : ""))
                .append("data_stream/rain/agent/stream/stream.yml.hbs", "unit: {{unit}}\n"));
    }

    private static ValidatableResponse upgrade(String... ids) {
        return asSuperuser()
                .body(Map.of("packagePolicyIds", List.of(ids)))
                .post(PATH + "/upgrade")
                .then();
    }

    private static ValidatableResponse dryRun(Map<String, ?> body) {
        return asSuperuser().body(body).post(PATH + "/upgrade/dryrun").then();
    }

    @Test
    void anUpgradeKeepsValuesAndAddsWhatIsNew() {
        var name = integrations.weather();
        var policy = Policies.create();
        var before = create(body(name, policy, Map.of("vars", Map.of("region", "south"))));
        var second = create(body(name, policy, Map.of()));
        var id = before.getString("id");
        release(name, "1.1.0", false);
        assertThat(Integrations.get(id).getString("package.version")).isEqualTo("1.0.0");

        dryRun(Map.of("packagePolicyIds", List.of(id)))
                .statusCode(200)
                .body("[0].name", is(before.getString("name")))
                .body("[0].hasErrors", is(false))
                .body("[0].diff[0].id", is(id))
                .body("[0].diff[0].package.version", is("1.0.0"))
                .body("[0].diff[1].id", nullValue())
                .body("[0].diff[1].spaceIds", nullValue())
                .body("[0].diff[1].package.version", is("1.1.0"))
                .body("[0].diff[1].vars.region.value", is("south"))
                .body("[0].diff[1].inputs[0].streams[0].compiled_stream.unit", is("mm"))
                .body("[0].agent_diff[0][0].id", is("httpjson-stations-" + id))
                .body("[0].agent_diff[0][0].use_output", is("default"))
                .body("[0].agent_diff[0][0].streams[0].unit", nullValue())
                .body("[0].agent_diff[0][0].meta.package.version", is("1.0.0"));
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(3);

        upgrade(id, second.getString("id"))
                .statusCode(200)
                .body("[0]", equalTo(Map.of("id", id, "name", before.getString("name"), "success", true)))
                .body("[1].success", is(true));
        var after = Integrations.get(id);
        assertThat(after.getString("package.version")).isEqualTo("1.1.0");
        assertThat(after.getInt("revision")).isEqualTo(2);
        assertThat(after.getString("inputs[0].streams[0].compiled_stream.unit")).isEqualTo("mm");
        assertThat(after.getString("inputs[0].streams[0].compiled_stream.region"))
                .isEqualTo("south");
        assertThat(after.getBoolean("inputs[1].enabled")).isFalse();
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(4);

        upgrade(id).statusCode(200).body("[0].success", is(true));
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(4);
    }

    @Test
    void aProposalMayBeInvalidButNoUpgrade() {
        var name = integrations.weather();
        var policy = Policies.create();
        var id = create(body(name, policy, Map.of())).getString("id");
        release(name, "2.0.0", true);
        dryRun(Map.of("packagePolicyIds", List.of(id), "packageVersion", "2.0.0"))
                .statusCode(200)
                .body("[0].hasErrors", is(true))
                .body(
                        "[0].diff[1].errors",
                        equalTo(List.of(Map.of(
                                "key",
                                "inputs.stations-httpjson.streams." + name + ".rain.vars.zone",
                                "message",
                                List.of("Zone is required")))));
        upgrade(id)
                .statusCode(400)
                .body("message", startsWith("Package policy is invalid: inputs.stations-httpjson.streams."));
        assertThat(Integrations.get(id).getString("package.version")).isEqualTo("1.0.0");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(2);
    }

    @Test
    void whatCannotBeUpgradedIsTheAnswer() {
        var name = integrations.weather();
        var managed = create(body(name, Policies.create(), Map.of("is_managed", true)))
                .getString("id");
        upgrade("nowhere").statusCode(404).body("message", is("Package policy nowhere not found"));
        dryRun(Map.of("packagePolicyIds", List.of("nowhere"))).statusCode(404);
        release(name, "1.1.0", false);
        upgrade(managed).statusCode(400).body("message", containsString("Cannot update package policy " + managed));
        integrations.install(Integrations.weather(name, "0.9.0"));
        upgrade(managed).statusCode(400).body("message", containsString("is newer than the installed package version"));
        with("fleet-agent-policies-read", "integrations-read")
                .body(Map.of("packagePolicyIds", List.of(managed)))
                .post(PATH + "/upgrade")
                .then()
                .statusCode(403);
    }

    @Test
    void policiesFollowTheirPackageIfItIsSaidSo() {
        var name = integrations.weather();
        var policy = Policies.create();
        var id = create(body(name, policy, Map.of())).getString("id");
        stored.execute("update package set keep_policies_up_to_date = true where name = ?1", name);
        release(name, "1.1.0", false);
        var after = Integrations.get(id);
        assertThat(after.getString("package.version")).isEqualTo("1.1.0");
        assertThat(after.getString("updated_by")).isEqualTo("system");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(3);
    }

    @Test
    void aVariableThatBecomesSecretIsTakenOut() {
        var name = integrations.weather();
        var id = create(body(name, Policies.create(), Map.of("vars", Map.of("region", "hidden valley"))))
                .getString("id");
        integrations.install(
                Integrations.weather(name, "1.1.0").replace("manifest.yml", "default: north", "secret: true"));
        upgrade(id).statusCode(200);
        asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .body("item.vars.region.value.isSecretRef", is(true))
                .body(not(containsString("hidden valley")));
    }
}
