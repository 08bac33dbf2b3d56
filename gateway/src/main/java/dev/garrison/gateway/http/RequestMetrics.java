package dev.garrison.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** {@code http.server.requests} by route, service, method and status: Quarkus' own meter would keep a series for each id in a path. */
@Singleton
public class RequestMetrics {
    public static final String REQUESTS = "http.server.requests";
    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    private final Map<String, Map<HttpMethod, Timer[]>> timers = new ConcurrentHashMap<>();
    private final LongAdder underway = new LongAdder();
    private final MeterRegistry registry;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("garrison.gateway.requests.underway", underway, LongAdder::sum);
    }

    void begin() {
        underway.increment();
    }

    void end(Exchange exchange, int status, long nanos) {
        underway.decrement();
        var route = exchange.route() == null ? "none" : exchange.route().prefix();
        var service = exchange.serviceName() == null ? "gateway" : exchange.serviceName();
        var method = Exchange.isServed(exchange.request.method()) ? exchange.request.method() : HttpMethod.OPTIONS;
        var byStatus = timers.computeIfAbsent(route, prefix -> new ConcurrentHashMap<>())
                .computeIfAbsent(method, name -> new Timer[LAST_STATUS - FIRST_STATUS + 1]);
        int index = Math.min(Math.max(status, FIRST_STATUS), LAST_STATUS) - FIRST_STATUS;
        var timer = byStatus[index];
        if (timer == null) {
            timer = byStatus[index] = Timer.builder(REQUESTS)
                    .tag("uri", route)
                    .tag("service", service)
                    .tag("method", method.name())
                    .tag("status", String.valueOf(status))
                    .register(registry);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    public long underway() {
        return underway.sum();
    }
}
