package dev.garrison.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.connections.Background;
import dev.garrison.gateway.http.Asset;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.http.Page;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.routing.Service;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * {@code /openapi.json}: the services' documents as one, fetched in the background. A service that is away keeps the place it had; one
 * that was never seen is looked for more often.
 */
@Singleton
public class Documents implements Page {
    private static final Logger LOG = Logger.getLogger(Documents.class);
    private static final String PATH = "/openapi.json";
    private static final String JSON = "application/json; charset=utf-8";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration UNTIL_SEEN = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Background background;
    private final Routes routes;
    private final ObjectMapper json;
    private final Duration interval;
    private final DocumentMerger merger;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile Asset merged;

    private record Known(Buffer source, ObjectNode document, Operations operations) {}

    Documents(Vertx vertx, Background background, Routes routes, ObjectMapper json, GatewayConfig config)
            throws IOException {
        this.vertx = vertx;
        this.background = background;
        this.routes = routes;
        this.json = json;
        this.interval = config.documentInterval();
        try (var own = Documents.class.getResourceAsStream("/gateway-openapi.json")) {
            merger = new DocumentMerger(routes, (ObjectNode) json.readTree(own));
        }
        merge();
    }

    void start(@Observes StartupEvent event) {
        refresh();
    }

    private void refresh() {
        var fetched = routes.services().stream().map(this::fetch).toList();
        Future.join(fetched).onComplete(all -> {
            var changed = fetched.stream().anyMatch(one -> one.succeeded() && one.result());
            (changed ? vertx.executeBlocking(this::merge) : Future.<Void>succeededFuture())
                    .onFailure(e -> LOG.error("The services' documents do not merge", e))
                    .onComplete(done -> vertx.setTimer(
                            (known.size() < routes.services().size() && UNTIL_SEEN.compareTo(interval) < 0
                                            ? UNTIL_SEEN
                                            : interval)
                                    .toMillis(),
                            tick -> refresh()));
        });
    }

    /** @return whether the document is new */
    private Future<Boolean> fetch(Service service) {
        return background
                .get(service, service.documentPath(), PATIENCE)
                .compose(answer -> {
                    var before = known.get(service.name());
                    if (answer.status() != 200
                            || before != null && before.source().equals(answer.body())) {
                        return Future.succeededFuture(false);
                    }
                    return vertx.executeBlocking(() -> read(service, answer.body()));
                })
                .onFailure(e -> LOG.debugf("Document of %s: %s", service.name(), e));
    }

    private boolean read(Service service, Buffer source) throws JsonProcessingException {
        if (!(json.readTree(source.toString()) instanceof ObjectNode document)) {
            LOG.warnf("%s has no OpenAPI document", service.name());
            return false;
        }
        known.put(service.name(), new Known(source, document, new Operations(document)));
        return true;
    }

    private Void merge() throws JsonProcessingException {
        var byService = new TreeMap<String, ObjectNode>();
        known.forEach((name, one) -> byService.put(name, one.document()));
        merged = new Asset(JSON, json.writeValueAsBytes(merger.merge(byService)));
        return null;
    }

    /** Whether the service has such an operation, or nobody knows yet. */
    public boolean mayKnow(Service service, HttpMethod method, String path) {
        var document = known.get(service.name());
        return document == null || document.operations().contain(method, path);
    }

    @Override
    public Set<String> paths() {
        return Set.of(PATH);
    }

    @Override
    public void show(Exchange exchange) {
        merged.send(exchange);
    }
}
