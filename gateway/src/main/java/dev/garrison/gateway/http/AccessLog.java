package dev.garrison.gateway.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.garrison.gateway.GatewayConfig;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** One JSON line for each request, under the category {@code access}. No query and no header is in it: they may hold secrets. */
@Singleton
class AccessLog {
    private static final Logger LOG = Logger.getLogger("access");

    private final boolean enabled;

    AccessLog(GatewayConfig config) {
        enabled = config.accessLog();
    }

    void write(Exchange exchange, int status, long nanos) {
        if (!enabled || !LOG.isInfoEnabled()) {
            return;
        }
        var line = new StringBuilder(256).append('{');
        text(line, "method", exchange.request.method().name());
        text(line, "path", exchange.loggedPath());
        line.append("\"status\":").append(status);
        line.append(",\"ms\":").append(nanos / 1_000_000).append('.').append((char) ('0' + nanos / 100_000 % 10));
        line.append(",\"bytes\":").append(exchange.response.bytesWritten()).append(',');
        text(line, "user", exchange.username());
        text(line, "space", exchange.target() == null ? null : exchange.target().space());
        text(line, "service", exchange.serviceName());
        text(line, "client", exchange.origin().address());
        text(line, "request_id", exchange.requestId);
        line.setCharAt(line.length() - 1, '}');
        LOG.info(line);
    }

    private static void text(StringBuilder line, String key, String value) {
        if (value != null) {
            line.append('"').append(key).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(value, line);
            line.append("\",");
        }
    }
}
