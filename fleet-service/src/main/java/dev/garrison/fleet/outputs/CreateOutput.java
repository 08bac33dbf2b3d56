package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.garrison.fleet.outputs.OutputItem.AuthType;
import dev.garrison.fleet.outputs.OutputItem.Compression;
import dev.garrison.fleet.outputs.OutputItem.ConnectionType;
import dev.garrison.fleet.outputs.OutputItem.Grouping;
import dev.garrison.fleet.outputs.OutputItem.Hash;
import dev.garrison.fleet.outputs.OutputItem.Header;
import dev.garrison.fleet.outputs.OutputItem.Partition;
import dev.garrison.fleet.outputs.OutputItem.Preset;
import dev.garrison.fleet.outputs.OutputItem.Sasl;
import dev.garrison.fleet.outputs.OutputItem.Shipper;
import dev.garrison.fleet.outputs.OutputItem.Ssl;
import dev.garrison.fleet.outputs.OutputItem.Topic;
import dev.garrison.fleet.outputs.OutputParts.ConfigYaml;
import dev.garrison.fleet.outputs.OutputParts.Elasticsearch;
import dev.garrison.fleet.outputs.OutputParts.Kafka;
import dev.garrison.fleet.outputs.OutputParts.KafkaSecrets;
import dev.garrison.fleet.outputs.OutputParts.Logstash;
import dev.garrison.fleet.outputs.OutputParts.LogstashSecrets;
import dev.garrison.fleet.outputs.OutputParts.RemoteElasticsearch;
import dev.garrison.fleet.outputs.OutputParts.RemoteSecrets;
import dev.garrison.fleet.settingsobjects.StorableId;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new output, by its type. */
@Schema(
        anyOf = {
            CreateOutput.NewElasticsearch.class,
            CreateOutput.NewRemoteElasticsearch.class,
            CreateOutput.NewLogstash.class,
            CreateOutput.NewKafka.class
        })
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = CreateOutput.NewElasticsearch.class, name = "elasticsearch"),
    @JsonSubTypes.Type(value = CreateOutput.NewRemoteElasticsearch.class, name = "remote_elasticsearch"),
    @JsonSubTypes.Type(value = CreateOutput.NewLogstash.class, name = "logstash"),
    @JsonSubTypes.Type(value = CreateOutput.NewKafka.class, name = "kafka")
})
public sealed interface CreateOutput {
    public record NewElasticsearch(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull Elasticsearch type,
            @NotNull @Size(min = 1) @Rule(OutputHosts.Urls.class) List<String> hosts,
            @JsonProperty("allow_edit") List<String> allowEdit,
            @JsonProperty("ca_sha256") @Schema(nullable = true) String caSha256,
            @JsonProperty("ca_trusted_fingerprint") @Schema(nullable = true) String caTrustedFingerprint,
            @JsonProperty("config_yaml") @Rule(ConfigYaml.class) @Schema(nullable = true) String configYaml,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_default_monitoring") Boolean isDefaultMonitoring,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @Schema(nullable = true) Shipper shipper,
            @Schema(nullable = true) Ssl ssl,
            Preset preset)
            implements CreateOutput {}

    public record NewRemoteElasticsearch(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull RemoteElasticsearch type,
            @NotNull @Size(min = 1) @Rule(OutputHosts.Urls.class) List<String> hosts,
            @JsonProperty("allow_edit") List<String> allowEdit,
            @JsonProperty("ca_sha256") @Schema(nullable = true) String caSha256,
            @JsonProperty("ca_trusted_fingerprint") @Schema(nullable = true) String caTrustedFingerprint,
            @JsonProperty("config_yaml") @Rule(ConfigYaml.class) @Schema(nullable = true) String configYaml,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_default_monitoring") Boolean isDefaultMonitoring,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @Schema(nullable = true) Shipper shipper,
            @Schema(nullable = true) Ssl ssl,
            Preset preset,
            @JsonProperty("kibana_api_key") @Schema(nullable = true) String kibanaApiKey,
            @JsonProperty("kibana_url") @Schema(nullable = true) String kibanaUrl,
            RemoteSecrets secrets,
            @JsonProperty("service_token") @Schema(nullable = true) String serviceToken,
            @JsonProperty("sync_integrations") Boolean syncIntegrations)
            implements CreateOutput {}

    public record NewLogstash(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull Logstash type,
            @NotNull @Size(min = 1) @Rule(OutputHosts.OfLogstash.class) List<String> hosts,
            @JsonProperty("allow_edit") List<String> allowEdit,
            @JsonProperty("ca_sha256") @Schema(nullable = true) String caSha256,
            @JsonProperty("ca_trusted_fingerprint") @Schema(nullable = true) String caTrustedFingerprint,
            @JsonProperty("config_yaml") @Rule(ConfigYaml.class) @Schema(nullable = true) String configYaml,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_default_monitoring") Boolean isDefaultMonitoring,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @Schema(nullable = true) Shipper shipper,
            @Schema(nullable = true) Ssl ssl,
            LogstashSecrets secrets)
            implements CreateOutput {}

    public record NewKafka(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull Kafka type,
            @NotNull @Size(min = 1) @Rule(OutputHosts.Brokers.class) List<String> hosts,
            @JsonProperty("allow_edit") List<String> allowEdit,
            @JsonProperty("ca_sha256") @Schema(nullable = true) String caSha256,
            @JsonProperty("ca_trusted_fingerprint") @Schema(nullable = true) String caTrustedFingerprint,
            @JsonProperty("config_yaml") @Rule(ConfigYaml.class) @Schema(nullable = true) String configYaml,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_default_monitoring") Boolean isDefaultMonitoring,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @Schema(nullable = true) Shipper shipper,
            @Schema(nullable = true) Ssl ssl,
            @NotNull @JsonProperty("auth_type") AuthType authType,
            @JsonProperty("broker_timeout") BigDecimal brokerTimeout,
            @JsonProperty("client_id") String clientId,
            Compression compression,
            @JsonProperty("compression_level") BigDecimal compressionLevel,
            @JsonProperty("connection_type") ConnectionType connectionType,
            Hash hash,
            List<Header> headers,
            String key,
            Partition partition,
            @Schema(nullable = true) String password,
            Grouping random,
            @JsonProperty("required_acks") @Min(-1) @Max(1) Integer requiredAcks,
            @JsonProperty("round_robin") Grouping roundRobin,
            @Schema(nullable = true) Sasl sasl,
            KafkaSecrets secrets,
            BigDecimal timeout,
            String topic,
            @Size(min = 1) List<Topic> topics,
            @Schema(nullable = true) String username,
            String version)
            implements CreateOutput {}
}
