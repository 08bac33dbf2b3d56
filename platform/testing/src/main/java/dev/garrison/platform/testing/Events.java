package dev.garrison.platform.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.events.Topics;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventSerializer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What services have said on Kafka, and saying something to them. */
public final class Events {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    public record Seen(String id, String type, String subject, JsonNode data) {}

    /** Every event so far of a type about a subject, oldest first. */
    public static List<Seen> of(String type, String subject) {
        return onTopic(Topics.of(type)).stream()
                .filter(event -> type.equals(event.type()) && subject.equals(event.subject()))
                .toList();
    }

    /** Every event that is on the topic now. */
    public static List<Seen> onTopic(String topic) {
        var seen = new ArrayList<Seen>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", Backends.kafka().bootstrapServers(), "allow.auto.create.topics", false),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    seen.add(new Seen(
                            new String(message.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8),
                            new String(message.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8),
                            message.key(),
                            JSON.readTree(message.value())));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }

    /** Sends an event as another service would; the same id twice is a second delivery. */
    public static void send(String id, String type, String subject, String data) {
        send(id, type, subject, Instant.now(), data);
    }

    /** As {@link #send(String, String, String, String)}, of something that happened at that time. */
    public static void send(String id, String type, String subject, Instant time, String data) {
        var event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType(type)
                .withSubject(subject)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                .build();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                new StringSerializer(),
                new CloudEventSerializer())) {
            producer.send(new ProducerRecord<>(Topics.of(type), subject, event)).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
