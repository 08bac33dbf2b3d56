package dev.garrison.platform.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Feeds the service's {@link EventHandler}s. Each event acts once: its id is recorded in the handler's transaction. A handler that
 * fails is tried again with growing pauses; then the event goes to the service's dead-letter topic and the next one has its turn.
 * While the database is away nothing is given up.
 */
@ApplicationScoped
public class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5000;
    private static final Duration REMEMBERED = Duration.ofDays(14); // longer than any topic keeps events
    private static final Duration PURGE_EVERY = Duration.ofHours(1);

    private final Map<String, List<EventHandler>> handlers = new HashMap<>();
    private final DataSource database;
    private final ObjectMapper json;
    private final MeterRegistry metrics;
    private final String brokers;
    private final String service;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private volatile boolean stopped;
    private Instant purged = Instant.EPOCH;
    private Thread thread;

    EventConsumer(
            @All List<EventHandler> all,
            DataSource database,
            ObjectMapper json,
            MeterRegistry metrics,
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        for (var handler : all) {
            handler.types().forEach(type -> handlers.computeIfAbsent(type, name -> new ArrayList<>())
                    .add(handler));
        }
        this.database = database;
        this.json = json;
        this.metrics = metrics;
        this.brokers = brokers;
        this.service = service;
    }

    void start(@Observes StartupEvent event) {
        if (!handlers.isEmpty()) {
            thread = new Thread(this::run, "event-consumer");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (thread != null) {
            var reading = consumer;
            if (reading != null) {
                reading.wakeup();
            }
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
    }

    private void run() {
        while (!stopped) {
            // a new consumer after each failure begins where the last commit left off, so nothing is skipped
            try (var reading = connect()) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException e) {
                // stopping; the loop's condition tells
            } catch (RuntimeException e) {
                if (!stopped) {
                    LOG.warn("Reading events failed, trying again", e);
                    pause(LONGEST_PAUSE_MILLIS);
                }
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> reading) {
        reading.subscribe(handlers.keySet().stream().map(Topics::of).collect(Collectors.toSet()));
        while (!stopped) {
            var records = reading.poll(Duration.ofSeconds(1));
            for (var message : records) {
                consume(message);
            }
            if (!records.isEmpty()) {
                reading.commitSync();
            }
            purge();
        }
    }

    private KafkaConsumer<String, byte[]> connect() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        service,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        true,
                        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                        5000, // a topic that appears later is seen soon
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        100),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private void consume(ConsumerRecord<String, byte[]> message) {
        var type = header(message, "ce_type");
        var interested = type == null ? null : handlers.get(type);
        if (interested == null) {
            return;
        }
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; !stopped; ) {
            try {
                handleOnce(read(message, type), interested);
                return;
            } catch (Exception e) {
                if (databaseAnswers()) {
                    if (attempt++ == ATTEMPTS) {
                        park(message, e);
                        return;
                    }
                    LOG.debugf(e, "Event %s failed, attempt %d", type, attempt);
                } else {
                    LOG.warn("The database is away; events wait for it");
                }
                pause(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
        }
        throw new WakeupException(); // stopped halfway: the event is not committed and comes again
    }

    private ReceivedEvent read(ConsumerRecord<String, byte[]> message, String type) throws IOException {
        var time = header(message, "ce_time");
        return new ReceivedEvent(
                header(message, "ce_id"),
                type,
                header(message, "ce_subject"),
                time == null ? Instant.now() : OffsetDateTime.parse(time).toInstant(),
                message.value() == null ? MissingNode.getInstance() : json.readTree(message.value()));
    }

    private void handleOnce(ReceivedEvent event, List<EventHandler> interested) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (isNew(event.id())) {
                interested.forEach(handler -> handler.handle(event));
            }
        });
    }

    private boolean isNew(String eventId) {
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(
                        "insert into consumed_event (event_id) values (?) on conflict do nothing")) {
            insert.setString(1, eventId);
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean databaseAnswers() {
        try (var connection = database.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private void park(ConsumerRecord<String, byte[]> message, Exception cause) {
        LOG.errorf(cause, "Event %s goes to the dead letters", header(message, "ce_id"));
        metrics.counter("garrison.events.dead", "type", String.valueOf(header(message, "ce_type")))
                .increment();
        var parked = new ProducerRecord<>(Topics.deadLetters(service), null, message.key(), message.value());
        for (Header header : message.headers()) {
            parked.headers().add(header);
        }
        parked.headers().add("garrison_error", String.valueOf(cause).getBytes(StandardCharsets.UTF_8));
        parked.headers().add("garrison_topic", message.topic().getBytes(StandardCharsets.UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers, ProducerConfig.ACKS_CONFIG, "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(parked).get();
        } catch (Exception e) {
            throw new IllegalStateException("Could not park an event; it is tried again", e);
        }
    }

    private void purge() {
        if (purged.plus(PURGE_EVERY).isAfter(Instant.now())) {
            return;
        }
        purged = Instant.now();
        try (var connection = database.getConnection();
                var delete = connection.prepareStatement(
                        "delete from consumed_event where consumed_at < now() - make_interval(days => ?)")) {
            delete.setInt(1, (int) REMEMBERED.toDays());
            delete.executeUpdate();
        } catch (SQLException e) {
            LOG.debug("Forgetting old events has to wait", e);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
