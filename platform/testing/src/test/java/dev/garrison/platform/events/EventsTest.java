package dev.garrison.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class EventsTest {
    @Inject
    Outbox outbox;

    @Inject
    Recorder recorder;

    @Inject
    DataSource database;

    private final String subject = UUID.randomUUID().toString();

    @Test
    void anEventLeavesWithItsTransactionAndActsOnce() {
        publish("a");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("a"));
        assertThat(Events.of("probe.something.happened", subject))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().path("detail").asText()).isEqualTo("a");
                    assertThat(event.data().has("type")).isFalse();
                });
        await().untilAsserted(() -> assertThat(count("select count(*) from outbox where subject = ?"))
                .isZero());
    }

    @Test
    void nothingIsPublishedWhenTheChangeRollsBack() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    outbox.publish(new SomethingHappened(subject, "rolled back"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        publish("after");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("after"));
        assertThat(Events.of("probe.something.happened", subject)).hasSize(1);
    }

    @Test
    void publishingOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> outbox.publish(new SomethingHappened(subject, "x")))
                .isInstanceOf(TransactionalException.class);
    }

    /** An event may become visible after others that were written later, also while those are being published. */
    @Test
    void eventsOfTransactionsSideBySideAllArrive() {
        int threads = 6;
        int each = 60;
        var writers = IntStream.range(0, threads)
                .mapToObj(writer -> new Thread(() -> IntStream.range(0, each)
                        .forEach(number -> QuarkusTransaction.requiringNew().run(() -> {
                            outbox.publish(new SomethingHappened(subject, writer + "/" + number));
                            LockSupport.parkNanos(Duration.ofMillis(number % 4).toNanos()); // commits in another order
                        }))))
                .toList();
        writers.forEach(Thread::start);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Events.of("probe.something.happened", subject))
                        .hasSize(threads * each));
    }

    @Test
    void oneSubjectsEventsStayInOrder() {
        var details = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
        details.forEach(this::publish);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        recorder.order().stream().filter(entry -> entry.startsWith(subject)))
                .containsExactlyElementsOf(
                        details.stream().map(detail -> subject + ":" + detail).toList()));
    }

    @Test
    void aSecondDeliveryOfTheSameEventIsDropped() {
        var id = UUID.randomUUID().toString();
        Events.send(id, "probe.something.happened", subject, "{\"detail\":\"twice\"}");
        Events.send(id, "probe.something.happened", subject, "{\"detail\":\"twice\"}");
        Events.send(UUID.randomUUID().toString(), "probe.something.happened", subject, "{\"detail\":\"last\"}");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("twice", "last"));
    }

    @Test
    void aFailingHandlerIsTriedAgainAndLeavesNoHalfEffect() {
        publish("fails twice");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("fails twice"));
    }

    @Test
    void whatCannotBeHandledIsParkedAndTheNextEventHasItsTurn() {
        publish("always fails");
        publish("next");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(effects()).containsExactly("next"));
        assertThat(Events.onTopic("garrison.dead-letter.probe"))
                .filteredOn(event -> event.subject().equals(subject))
                .singleElement()
                .satisfies(event -> assertThat(event.type()).isEqualTo("probe.something.happened"));
    }

    @Test
    void withTheBrokerAwayTheChangeIsCommittedAndTheEventFollowsOnce() {
        publish("warm up");
        await().untilAsserted(() -> assertThat(effects()).hasSize(1));

        Backends.kafka().stop();
        publish("while away");
        assertThat(count("select count(*) from outbox where subject = ?")).isEqualTo(1);
        Backends.kafka().start();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(effects()).containsExactly("warm up", "while away"));
        assertThat(Events.of("probe.something.happened", subject)).hasSize(2);
    }

    private void publish(String detail) {
        QuarkusTransaction.requiringNew().run(() -> outbox.publish(new SomethingHappened(subject, detail)));
    }

    private List<String> effects() throws SQLException {
        try (var connection = database.getConnection();
                var select =
                        connection.prepareStatement("select payload from effect where event_id = ? order by ctid")) {
            select.setString(1, subject);
            var found = new java.util.ArrayList<String>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    private long count(String sql) {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(sql)) {
            select.setString(1, subject);
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
