package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An output as clients see it; which fields there are depends on its type. */
public record OutputItem(
        @NotNull String id,
        @NotNull String name,
        @NotNull Type type,
        @NotNull List<String> hosts,
        @NotNull @JsonProperty("is_default") Boolean isDefault,
        @NotNull @JsonProperty("is_default_monitoring") Boolean isDefaultMonitoring,
        @JsonProperty("is_internal") Boolean isInternal,
        @JsonProperty("is_preconfigured") Boolean isPreconfigured,
        @JsonProperty("allow_edit") List<String> allowEdit,
        @JsonProperty("ca_sha256") @Schema(nullable = true) String caSha256,
        @JsonProperty("ca_trusted_fingerprint") @Schema(nullable = true) String caTrustedFingerprint,
        @JsonProperty("config_yaml") @Schema(nullable = true) String configYaml,
        @Schema(nullable = true) Preset preset,
        @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
        @Schema(nullable = true) Shipper shipper,
        @Schema(nullable = true) Ssl ssl,
        Secrets secrets,
        @JsonProperty("service_token") @Schema(nullable = true) String serviceToken,
        @JsonProperty("kibana_url") @Schema(nullable = true) String kibanaUrl,
        @JsonProperty("kibana_api_key") @Schema(nullable = true) String kibanaApiKey,
        @JsonProperty("sync_integrations") Boolean syncIntegrations,
        @JsonProperty("auth_type") AuthType authType,
        @JsonProperty("broker_timeout") BigDecimal brokerTimeout,
        @JsonProperty("client_id") String clientId,
        Compression compression,
        @JsonProperty("compression_level") @Schema(nullable = true) BigDecimal compressionLevel,
        @JsonProperty("connection_type") @Schema(nullable = true) ConnectionType connectionType,
        Hash hash,
        List<Header> headers,
        @Schema(nullable = true) String key,
        Partition partition,
        @Schema(nullable = true) String password,
        Grouping random,
        @JsonProperty("required_acks") Integer requiredAcks,
        @JsonProperty("round_robin") Grouping roundRobin,
        @Schema(nullable = true) Sasl sasl,
        BigDecimal timeout,
        @Schema(nullable = true) String topic,
        List<Topic> topics,
        @Schema(nullable = true) String username,
        String version) {

    /** What receives the data. */
    public enum Type {
        elasticsearch,
        remote_elasticsearch,
        logstash,
        kafka
    }

    /** Performance settings by name. */
    public enum Preset {
        balanced,
        custom,
        throughput,
        scale,
        latency
    }

    /** How Kafka knows the agents. */
    public enum AuthType {
        none,
        user_pass,
        ssl,
        kerberos
    }

    /** Kafka's compressions. */
    public enum Compression {
        gzip,
        snappy,
        lz4,
        none
    }

    /** With {@code auth_type: none}. */
    public enum ConnectionType {
        plaintext,
        encryption
    }

    /** How Kafka partitions are chosen. */
    public enum Partition {
        random,
        round_robin,
        hash
    }

    public record Ssl(
            @JsonProperty("certificate_authorities") List<String> certificateAuthorities,
            String certificate,
            String key,
            @JsonProperty("verification_mode") VerificationMode verificationMode) {}

    /** How much of a certificate is checked. */
    public enum VerificationMode {
        full,
        none,
        certificate,
        strict
    }

    /** Kept for old agents. */
    public record Shipper(
            @JsonProperty("disk_queue_enabled") @Schema(nullable = true) Boolean diskQueueEnabled,
            @JsonProperty("disk_queue_path") @Schema(nullable = true) String diskQueuePath,
            @JsonProperty("disk_queue_max_size") @Schema(nullable = true) BigDecimal diskQueueMaxSize,
            @JsonProperty("disk_queue_encryption_enabled") @Schema(nullable = true) Boolean diskQueueEncryptionEnabled,
            @JsonProperty("disk_queue_compression_enabled") @Schema(nullable = true)
                    Boolean diskQueueCompressionEnabled,
            @JsonProperty("compression_level") @Schema(nullable = true) BigDecimal compressionLevel,
            @Schema(nullable = true) Boolean loadbalance,
            @JsonProperty("mem_queue_events") @Schema(nullable = true) BigDecimal memQueueEvents,
            @JsonProperty("queue_flush_timeout") @Schema(nullable = true) BigDecimal queueFlushTimeout,
            @JsonProperty("max_batch_bytes") @Schema(nullable = true) BigDecimal maxBatchBytes) {}

    /** Each an {@code {id}} in place of its value. */
    public record Secrets(
            @JsonProperty("service_token") JsonNode serviceToken,
            @JsonProperty("kibana_api_key") JsonNode kibanaApiKey,
            JsonNode password,
            SslSecrets ssl) {}

    public record SslSecrets(JsonNode key) {}

    public record Hash(String hash, Boolean random) {}

    public record Grouping(@JsonProperty("group_events") BigDecimal groupEvents) {}

    public record Header(@NotNull String key, @NotNull String value) {}

    public record Sasl(Mechanism mechanism) {}

    /** SASL mechanisms. */
    public enum Mechanism {
        PLAIN,
        @JsonProperty("SCRAM-SHA-256")
        SCRAM_SHA_256,
        @JsonProperty("SCRAM-SHA-512")
        SCRAM_SHA_512
    }

    public record Topic(@NotNull String topic, When when) {}

    /** Which events go to the topic. */
    public record When(Comparison type, String condition) {}

    /** How a {@link When} compares. */
    public enum Comparison {
        equals,
        contains,
        regexp
    }
}
