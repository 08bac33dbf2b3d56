package dev.garrison.gateway.pages;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.http.Page;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.status.Build;
import dev.garrison.gateway.status.ServiceHealth;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code /}: what runs here, how it is, and where to look next. */
@Singleton
class IndexPage implements Page {
    private final String template = new String(Resources.read("/pages/index.html"), StandardCharsets.UTF_8);
    private final Routes routes;
    private final ServiceHealth health;
    private final GatewayConfig config;
    private final Build build;

    IndexPage(Routes routes, ServiceHealth health, GatewayConfig config, Build build) {
        this.routes = routes;
        this.health = health;
        this.config = config;
        this.build = build;
    }

    @Override
    public Set<String> paths() {
        return Set.of("/");
    }

    @Override
    public void show(Exchange exchange) {
        var rows = new StringBuilder();
        for (var service : routes.services()) {
            var state = health.of(service);
            rows.append("<tr><td>")
                    .append(escaped(service.name()))
                    .append("</td><td class=\"")
                    .append(state.ready() ? "up" : "down")
                    .append("\">")
                    .append(escaped(state.summary()))
                    .append("</td><td>")
                    .append(escaped(String.join(", ", service.plugins())))
                    .append("</td></tr>\n");
        }
        var page = template.replace("{name}", escaped(config.name()))
                .replace("{level}", health.overall().name())
                .replace("{version}", escaped(build.version()))
                .replace("{kibana}", escaped(config.version()))
                .replace("{address}", escaped(exchange.baseUrl()))
                .replace("{services}", rows);
        exchange.answer(200, "text/html; charset=utf-8", Buffer.buffer(page));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
