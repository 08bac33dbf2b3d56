package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.settingsobjects.HostUrl;
import dev.garrison.platform.http.Rule;
import java.net.URI;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Addresses of outputs, which have another form for each type. */
public final class OutputHosts {
    private static final Pattern HOST_AND_PORT = Pattern.compile("([a-zA-Z0-9.\\-_]+|\\[[0-9a-fA-F:.]+\\]):(\\d{1,5})");

    private OutputHosts() {}

    /** @return what is wrong with hosts of an output of this type, or null */
    static String problem(String type, JsonNode hosts) {
        return switch (type) {
            case "logstash" -> new OfLogstash().problem(hosts);
            case "kafka" -> new Brokers().problem(hosts);
            default -> new Urls().problem(hosts);
        };
    }

    /** As they are kept. */
    static ArrayNode normalized(String type, JsonNode hosts) {
        var kept = JsonNodeFactory.instance.arrayNode();
        var isUrl = !type.equals("logstash") && !type.equals("kafka");
        hosts.forEach(host -> kept.add(isUrl ? HostUrl.withPort(host.textValue()) : host.textValue()));
        return kept;
    }

    private static String first(JsonNode hosts, UnaryOperator<String> problem) {
        for (var host : hosts) {
            var found = problem.apply(host.textValue());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Of both kinds of Elasticsearch. */
    public static class Urls extends HostUrl.Valid {}

    /** {@code host:port}. */
    public static class OfLogstash implements Rule.Check {
        @Override
        public String problem(JsonNode hosts) {
            return first(hosts, OfLogstash::problem);
        }

        private static String problem(String host) {
            if (host.regionMatches(true, 0, "http", 0, 4) && host.contains("://")) {
                return "Host address must begin with a domain name or IP address";
            }
            if (!HOST_AND_PORT.matcher(host).matches()) {
                return "Invalid Logstash host";
            }
            return portOf(host) > 65535 || portOf(host) < 1 || !isHost(host) ? "Invalid host" : null;
        }

        private static boolean isHost(String host) {
            try {
                return URI.create("http://" + host).getHost() != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** {@code host:port}. */
    public static class Brokers implements Rule.Check {
        @Override
        public String problem(JsonNode hosts) {
            return first(hosts, Brokers::problem);
        }

        private static String problem(String host) {
            if (!HOST_AND_PORT.matcher(host).matches()) {
                return "Invalid format. Expected \"host:port\" without protocol";
            }
            return portOf(host) < 1 || portOf(host) > 65535
                    ? "Invalid port number. Expected a number between 1 and 65535"
                    : null;
        }
    }

    private static int portOf(String host) {
        return Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
    }
}
