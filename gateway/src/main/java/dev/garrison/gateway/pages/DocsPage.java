package dev.garrison.gateway.pages;

import dev.garrison.gateway.http.Asset;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.http.Page;
import dev.garrison.gateway.status.Build;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** {@code /docs}: Swagger UI on {@code /openapi.json}, all from this jar. */
@Singleton
class DocsPage implements Page {
    private final Map<String, Asset> assets;

    DocsPage(Build build) {
        var swagger = "/META-INF/resources/webjars/swagger-ui/" + build.swaggerUiVersion();
        assets = Map.of(
                "/docs", Resources.asset("/pages/docs.html", "text/html; charset=utf-8"),
                "/docs/start.js", Resources.asset("/pages/docs.js", "text/javascript; charset=utf-8"),
                "/docs/swagger-ui.css", Resources.asset(swagger + "/swagger-ui.css", "text/css; charset=utf-8"),
                "/docs/swagger-ui-bundle.js",
                        Resources.asset(swagger + "/swagger-ui-bundle.js", "text/javascript; charset=utf-8"));
    }

    @Override
    public Set<String> paths() {
        return assets.keySet();
    }

    @Override
    public void show(Exchange exchange) {
        assets.get(exchange.target().path()).send(exchange);
    }
}
