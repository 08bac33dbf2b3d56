package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.Yaml;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;

/** What the requests of outputs are made of, besides the parts that answers have too. */
public final class OutputParts {
    private OutputParts() {}

    /** The one type. */
    public enum Elasticsearch {
        elasticsearch
    }

    /** The one type. */
    public enum RemoteElasticsearch {
        remote_elasticsearch
    }

    /** The one type. */
    public enum Logstash {
        logstash
    }

    /** The one type. */
    public enum Kafka {
        kafka
    }

    /** A secret that is kept already, as answers show it. */
    public record SecretReference(@NotNull String id, String hash) {}

    public record RemoteSecrets(
            @JsonProperty("service_token") @OneOf({SecretReference.class, String.class}) JsonNode serviceToken,
            @JsonProperty("kibana_api_key") @OneOf({SecretReference.class, String.class}) JsonNode kibanaApiKey,
            SslSecrets ssl) {}

    public record LogstashSecrets(SslSecrets ssl) {}

    public record KafkaSecrets(@OneOf({SecretReference.class, String.class}) JsonNode password, SslSecrets ssl) {}

    public record SslSecrets(@OneOf({SecretReference.class, String.class}) JsonNode key) {}

    /** Policies that use the output could not be compiled with anything else. */
    public static class ConfigYaml implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            try {
                Yaml.parseObject(value.textValue());
                return null;
            } catch (IllegalArgumentException e) {
                return "Invalid YAML format";
            }
        }
    }
}
