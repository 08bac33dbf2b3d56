package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens when several clients are at the same policy at once. */
@QuarkusTest
class AgentPolicyRacesTest {
    private static final String PATH = "/api/fleet/agent_policies";

    @Inject
    Stored stored;

    @Inject
    PolicyRevisions revisions;

    @Test
    void ofManyCreatesWithOneNameOneSucceedsAndTheOthersAreToldWhoHasIt() {
        var name = Policies.newName();
        var answers = atOnce(8, i -> asSuperuser()
                .body(Map.of("name", name, "namespace", "default", "id", name + i))
                .post(PATH));
        var winner =
                answers.stream().filter(answer -> answer.statusCode() == 200).toList();
        assertThat(winner).hasSize(1);
        var id = winner.get(0).<String>path("item.id");
        assertThat(answers).filteredOn(answer -> answer.statusCode() != 200).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.<String>path("message"))
                    .isEqualTo("Agent Policy '%s' already exists with name '%s'".formatted(id, name));
        });
        assertThat(stored.count("agent_policy where name = ?1", name)).isEqualTo(1);
        assertThat(stored.count("enrollment_api_key where policy_id like ?1", name + "%"))
                .isEqualTo(1);
    }

    @Test
    void ofManyCreatesWithOneIdOneSucceeds() {
        var id = Policies.newName();
        var answers = atOnce(
                8, i -> asSuperuser().body(Policies.body(Map.of("id", id))).post(PATH));
        assertThat(answers)
                .extracting(Response::statusCode)
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", id)).isEqualTo(1);
    }

    @Test
    void ofManyRenamesToOneNameOneSucceeds() {
        var ids = IntStream.range(0, 6).mapToObj(i -> Policies.create()).toList();
        var name = Policies.newName();
        var answers = atOnce(ids.size(), i -> asSuperuser()
                .body(Map.of("name", name, "namespace", "default"))
                .put(PATH + "/{id}", ids.get(i)));
        assertThat(answers)
                .extracting(Response::statusCode)
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(stored.count("agent_policy where name = ?1", name)).isEqualTo(1);
    }

    @Test
    void noUpdateIsLostWhenManyComeAtOnce() {
        var policy = Policies.create(Map.of());
        var id = policy.getString("id");
        var body = Map.of("name", policy.getString("name"), "namespace", "default");
        var fields = List.of("description", "unenroll_timeout", "keep_monitoring_alive", "monitoring_pprof_enabled");
        var values = List.<Object>of("text", 7, true, false);
        var answers = atOnce(8, i -> {
            if (i >= 4) { // bumps of many policies in between, as a change of an output makes them
                QuarkusTransaction.requiringNew().run(() -> revisions.bump(PolicySelection.of(List.of(id)), "system"));
                return asSuperuser().get(PATH + "/{id}", id);
            }
            var sent = new HashMap<String, Object>(body);
            sent.put(fields.get(i), values.get(i));
            return asSuperuser().body(sent).put(PATH + "/{id}", id);
        });
        assertThat(answers).extracting(Response::statusCode).containsOnly(200);
        var read = Policies.get(id);
        assertThat(read.getInt("revision")).isEqualTo(9);
        for (int i = 0; i < fields.size(); i++) {
            assertThat(read.<Object>get(fields.get(i))).isEqualTo(values.get(i));
        }
        assertThat(stored.count("agent_policy_revision where policy_id = ?1", id))
                .isEqualTo(9);
    }

    @Test
    void bumpsOfManyPoliciesDoNotWaitForEachOtherInACircle() {
        var ids = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> Policies.create()).toList());
        var reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        atOnce(6, i -> QuarkusTransaction.requiringNew()
                .call(() -> revisions.bump(PolicySelection.of(i % 2 == 0 ? ids : reversed), "system")));
        ids.forEach(id -> assertThat(Policies.get(id).getInt("revision")).isEqualTo(7));
    }

    /** An enrolment holds the policy's row for share: see the tables' comments. */
    @Test
    void aDeleteWaitsForAnEnrolmentAndThenRefuses() throws Exception {
        var id = Policies.create();
        var locked = new CountDownLatch(1);
        var enroll = new CountDownLatch(1);
        try (var threads = closeable()) {
            var enrolment =
                    threads.submit(() -> QuarkusTransaction.requiringNew().call(() -> {
                        stored.value("select id from agent_policy where id = ?1 for share", String.class, id);
                        locked.countDown();
                        enroll.await();
                        return stored.agent(id);
                    }));
            locked.await();
            var delete = threads.submit(
                    () -> asSuperuser().body(Map.of("agentPolicyId", id)).post(PATH + "/delete"));
            await().until(() ->
                    stored.count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                            > 0);
            enroll.countDown();
            assertThat(enrolment.get()).isNotEmpty();
            assertThat(delete.get().statusCode()).isEqualTo(400);
        }
        assertThat(stored.count("agent_policy where id = ?1", id)).isEqualTo(1);
    }

    @Test
    void anEnrolmentThatComesAfterTheDeleteFindsNoPolicy() {
        var id = Policies.create();
        var answers = atOnce(
                6,
                i -> i == 0
                        ? asSuperuser().body(Map.of("agentPolicyId", id)).post(PATH + "/delete")
                        : asSuperuser().body(Map.of("policy_id", id)).post("/api/fleet/enrollment_api_keys"));
        assertThat(answers.get(0).statusCode()).isEqualTo(200);
        assertThat(answers.subList(1, 6)).extracting(Response::statusCode).isSubsetOf(200, 404);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", id)).isZero();
    }

    private interface Attempt<T> {
        T run(int number) throws Exception;
    }

    /** Runs the attempts on as many threads, started together. */
    private static <T> List<T> atOnce(int count, Attempt<T> attempt) {
        var start = new CountDownLatch(1);
        try (var threads = closeable()) {
            var running = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return attempt.run(i);
                    }))
                    .toList();
            start.countDown();
            var results = new ArrayList<T>();
            for (var result : running) {
                results.add(result.get());
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private interface Threads extends AutoCloseable {
        <T> Future<T> submit(Callable<T> work);

        @Override
        void close();
    }

    private static Threads closeable() {
        var pool = Executors.newCachedThreadPool();
        return new Threads() {
            @Override
            public <T> Future<T> submit(Callable<T> work) {
                return pool.submit(work);
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        };
    }
}
