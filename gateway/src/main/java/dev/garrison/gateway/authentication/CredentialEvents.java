package dev.garrison.gateway.authentication;

import dev.garrison.gateway.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Drops remembered identities as soon as an event says that a credential, user, role or space changed. Every replica reads every
 * event, from now on; what it misses while Kafka is away ends with {@code cache-for}.
 */
@Singleton
class CredentialEvents {
    private static final Logger LOG = Logger.getLogger(CredentialEvents.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_PARTITIONS_EVERY = Duration.ofSeconds(5);
    private static final List<String> PERSONAL =
            List.of("security.credential.changed", "security.user.", "security.apikey.");
    private static final List<String> FOR_ALL = List.of("security.role.", "security.space.");

    private final Authenticator authenticator;
    private final String topic;
    private final String brokers;
    private final Thread thread = new Thread(this::run, "credential-events");
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean stopped;
    private boolean reported;

    CredentialEvents(
            Authenticator authenticator,
            GatewayConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        this.authenticator = authenticator;
        this.topic = config.authentication().eventTopic();
        this.brokers = brokers;
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        var reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        thread.join(PAUSE.toMillis());
    }

    private void run() {
        while (!stopped) {
            try (var reading = connect()) {
                consumer = reading;
                follow(reading);
            } catch (WakeupException e) {
                // stopping; the loop's condition tells
            } catch (RuntimeException e) {
                if (!reported) {
                    LOG.warnf(
                            "No events from Kafka; changed credentials work until their token's cache time is over: %s",
                            e);
                    reported = true;
                }
                pause();
            }
        }
    }

    /** assign(), not subscribe(): no group to coordinate, nothing to commit, and the end is known before the first poll. */
    private void follow(KafkaConsumer<byte[], byte[]> reading) {
        var known = new HashSet<TopicPartition>();
        long lookAgain = System.nanoTime();
        while (!stopped) {
            if (System.nanoTime() - lookAgain >= 0) {
                lookAgain = System.nanoTime() + LOOK_FOR_PARTITIONS_EVERY.toNanos();
                findPartitions(reading, known);
            }
            if (known.isEmpty()) {
                pause();
            } else {
                for (var message : reading.poll(POLL)) {
                    consume(message);
                }
            }
        }
    }

    private void findPartitions(KafkaConsumer<byte[], byte[]> reading, Set<TopicPartition> known) {
        var added = new HashSet<TopicPartition>();
        for (var partition : reading.partitionsFor(topic)) {
            var found = new TopicPartition(topic, partition.partition());
            if (known.add(found)) {
                added.add(found);
            }
        }
        if (!added.isEmpty()) {
            reading.assign(known);
            reading.seekToEnd(added);
            added.forEach(reading::position); // now, not at the first poll: what comes after it is read
            authenticator.forget(identity -> true); // and what came before it may have been missed
            LOG.debugf("Following %s", known);
            reported = false;
        }
    }

    private KafkaConsumer<byte[], byte[]> connect() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        true,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        10_000,
                        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void consume(ConsumerRecord<byte[], byte[]> message) {
        var header = message.headers().lastHeader("ce_type");
        var type = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        if (FOR_ALL.stream().anyMatch(type::startsWith)) {
            authenticator.forget(identity -> true);
        } else if (PERSONAL.stream().anyMatch(type::startsWith)) {
            var data = data(message);
            var username = text(data, "username");
            var apiKeyId = text(data, "api_key_id");
            var role = text(data, "role");
            authenticator.forget(identity -> username == null && apiKeyId == null && role == null
                    || username != null && username.equals(identity.username())
                    || apiKeyId != null && apiKeyId.equals(identity.apiKeyId())
                    || role != null && identity.mayHaveRole(role));
        }
    }

    private static JsonObject data(ConsumerRecord<byte[], byte[]> message) {
        try {
            return message.value() == null ? new JsonObject() : new JsonObject(Buffer.buffer(message.value()));
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject data, String key) {
        return data.getValue(key) instanceof String text ? text : null;
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
