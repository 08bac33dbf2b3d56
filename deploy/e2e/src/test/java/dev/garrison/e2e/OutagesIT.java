package dev.garrison.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is promised when a part is away. */
class OutagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Kibana kibana = TheStack.kibana();

    @AfterEach
    void everythingIsBack() {
        TheStack.stack().kafka().start();
        for (var service : TheStack.stack().services()) {
            service.start();
            service.awaitReady(PATIENCE);
        }
    }

    @Test
    void withKafkaAwayAPolicyIsCreatedAndItsEventFollowsOnce() {
        TheStack.stack().kafka().stop();
        var policy = kibana.agentPolicy();
        TheStack.stack().kafka().start();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(TheStack.eventIds("garrison.fleet", policy))
                .hasSize(1));
        // and it stays one: the relay has nothing left to send
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(
                        TheStack.eventIds("garrison.fleet", policy))
                .hasSize(1));
    }

    @Test
    void killedBetweenCommitAndPublishTheEventStillArrivesWithOneId() {
        TheStack.stack().kafka().stop(); // so that nothing can be published before the kill
        var policy = kibana.agentPolicy();
        TheStack.stack().service("fleet-service", 0).kill();
        TheStack.stack().service("fleet-service", 1).kill();
        TheStack.stack().kafka().start();
        TheStack.stack().service("fleet-service", 0).start();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(TheStack.eventIds("garrison.fleet", policy))
                .isNotEmpty());
        assertThat(TheStack.eventIds("garrison.fleet", policy).stream().distinct())
                .as("each delivery carries the same id, so that consumers act once")
                .hasSize(1);
        TheStack.stack().service("fleet-service", 0).awaitReady(PATIENCE);
        kibana.request().get("/api/fleet/agent_policies/{id}", policy).then().statusCode(200);
    }
}
