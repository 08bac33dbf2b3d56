package dev.garrison.e2e;

import dev.garrison.local.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** One embedded stack for all tests of a run: every service, fleet-service twice on one database. It ends with the JVM. */
final class TheStack {
    static final String PASSWORD = "e2e-password";

    private static final PackageRegistry REGISTRY = new PackageRegistry();

    private static Stack stack;

    private TheStack() {}

    /** Where fleet-service looks for packages. */
    static PackageRegistry registry() {
        return REGISTRY;
    }

    static synchronized Stack stack() {
        if (stack == null) {
            stack = Stack.builder()
                    .temporary()
                    .replicas("fleet-service", 2)
                    .set("security-service", "GARRISON_ELASTIC_PASSWORD", PASSWORD)
                    .set(
                            "fleet-service",
                            "GARRISON_FLEET_EPM_REGISTRY_URL",
                            REGISTRY.url().toString())
                    .set("fleet-service", "GARRISON_OUTBOUND_PRIVATE_HOSTS", "localhost")
                    // a test may say where its guesses of passwords come from
                    .set("gateway", "GARRISON_GATEWAY_TRUSTED_PROXIES", "127.0.0.1")
                    .report(System.out::println)
                    .start();
        }
        return stack;
    }

    /** The gateway as superuser. */
    static Kibana kibana() {
        return new Kibana(stack().url().toString(), "elastic", PASSWORD);
    }

    /** @param replica of fleet-service, from 0 @return address of its agent listener */
    static String fleetServer(int replica) {
        return stack().fleetServerUrls().get(replica).toString();
    }

    /** Ids of the events about a subject, one entry per delivery. */
    static List<String> eventIds(String topic, String subject) {
        var ids = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", stack().kafkaBootstrap()),
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
                    if (subject.equals(message.key())) {
                        ids.add(new String(message.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return ids;
    }
}
