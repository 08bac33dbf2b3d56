package dev.garrison.platform.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventSerializer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox to Kafka as CloudEvents. Replicas share the work lane by lane: whoever holds a lane's row publishes from it,
 * in order, and removes what the broker has confirmed. Killed in between, the event is sent again with the same id.
 */
@ApplicationScoped
public class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofSeconds(2); // for what a lost notification would have told
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final DataSource database;
    private final String service;
    private final KafkaProducer<String, CloudEvent> producer;
    private final Semaphore work = new Semaphore(0);
    private volatile boolean stopped;
    private Thread thread;

    OutboxRelay(
            DataSource database,
            DatabaseNotifications notifications,
            MeterRegistry metrics,
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.database = database;
        this.service = service;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        5000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        10_000,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        8 * 1024 * 1024),
                new StringSerializer(),
                new CloudEventSerializer());
        notifications.listen(Outbox.CHANNEL, payload -> work.release());
        Gauge.builder("garrison.outbox.pending", this, OutboxRelay::pending)
                .description("Events that are committed and not yet published")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        thread = new Thread(this::run, "outbox-relay");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        work.release();
        thread.join(TimeUnit.SECONDS.toMillis(5));
        producer.close(Duration.ofSeconds(1));
    }

    private void run() {
        boolean failing = false;
        while (!stopped) {
            try {
                work.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                work.drainPermits();
                while (!stopped && publishOneLane()) {
                    failing = false;
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (!failing && !stopped) {
                    LOG.warnf("Events wait, publishing goes on when this is over: %s", rootMessage(e));
                }
                failing = true;
                pause();
            }
        }
    }

    /** @return whether anything was published, so that another look is worth it */
    private boolean publishOneLane() {
        return QuarkusTransaction.requiringNew().timeout(60).call(() -> {
            try (var connection = database.getConnection()) {
                var lane = claimLane(connection);
                return lane >= 0 && publish(connection, lane) > 0;
            }
        });
    }

    private static int claimLane(Connection connection) throws SQLException {
        try (var claim = connection.prepareStatement(
                        """
                        select lane from outbox_lane l
                        where exists (select 1 from outbox o where o.lane = l.lane)
                        order by random() limit 1 for update skip locked""");
                var rows = claim.executeQuery()) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }

    private int publish(Connection connection, int lane) throws SQLException, InterruptedException, ExecutionException {
        var sent = new ArrayList<Future<?>>();
        var sequence = new ArrayList<Long>();
        try (var select = connection.prepareStatement(
                """
                select seq, event_id, topic, type, subject, time, data, trace_parent
                from outbox where lane = ? order by seq limit ?""")) {
            select.setInt(1, lane);
            select.setInt(2, BATCH);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    sequence.add(rows.getLong(1));
                    var event = CloudEventBuilder.v1()
                            .withId(rows.getString(2))
                            .withSource(URI.create("/garrison/" + service))
                            .withType(rows.getString(4))
                            .withSubject(rows.getString(5))
                            .withTime(OffsetDateTime.ofInstant(
                                    rows.getTimestamp(6).toInstant(), ZoneOffset.UTC))
                            .withData("application/json", rows.getString(7).getBytes(StandardCharsets.UTF_8));
                    var trace = rows.getString(8);
                    if (trace != null) {
                        event.withExtension("traceparent", trace);
                    }
                    sent.add(producer.send(new ProducerRecord<>(rows.getString(3), rows.getString(5), event.build())));
                }
            }
        }
        for (var confirmation : sent) {
            confirmation.get();
        }
        if (!sequence.isEmpty()) {
            // just these: an event with a lower number may have been committed since they were read
            try (var delete = connection.prepareStatement("delete from outbox where seq = any(?)")) {
                delete.setArray(1, connection.createArrayOf("bigint", sequence.toArray()));
                delete.executeUpdate();
            }
        }
        return sent.size();
    }

    private double pending() {
        try (var connection = database.getConnection();
                var count = connection.prepareStatement("select count(*) from outbox");
                var rows = count.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            return Double.NaN;
        }
    }

    private static String rootMessage(Throwable e) {
        var root = e;
        while (root.getCause() != null && !(root instanceof KafkaException)) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
