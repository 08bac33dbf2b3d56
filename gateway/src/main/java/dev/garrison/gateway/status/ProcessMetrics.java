package dev.garrison.gateway.status;

import com.sun.management.OperatingSystemMXBean;
import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.connections.ServiceConnections;
import dev.garrison.gateway.http.RequestMetrics;
import dev.garrison.gateway.proxy.Forwarder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code metrics} of the status: this process, now. Connections to services stand where Kibana counts those to Elasticsearch. */
@Singleton
class ProcessMetrics {
    private final MeterRegistry registry;
    private final ServiceConnections connections;
    private final Forwarder forwarder;
    private final RequestMetrics requests;
    private final long intervalMillis;

    ProcessMetrics(
            MeterRegistry registry,
            ServiceConnections connections,
            Forwarder forwarder,
            RequestMetrics requests,
            GatewayConfig config) {
        this.registry = registry;
        this.connections = connections;
        this.forwarder = forwarder;
        this.requests = requests;
        this.intervalMillis = config.healthInterval().toMillis();
    }

    JsonObject read() {
        int waiting = forwarder.waiting();
        int active = Math.max(0, forwarder.talking() - waiting);
        return new JsonObject()
                .put(
                        "last_updated",
                        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("collection_interval_in_millis", intervalMillis)
                .put(
                        "elasticsearch_client",
                        new JsonObject()
                                .put("totalActiveSockets", active)
                                .put("totalIdleSockets", Math.max(0, connections.open() - active))
                                .put("totalQueuedRequests", waiting))
                .put("process", process())
                .put("os", operatingSystem())
                .mergeIn(requests());
    }

    private static JsonObject process() {
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new JsonObject()
                .put("pid", ProcessHandle.current().pid())
                .put("uptime_in_millis", ManagementFactory.getRuntimeMXBean().getUptime())
                .put(
                        "memory",
                        new JsonObject()
                                .put(
                                        "heap",
                                        new JsonObject()
                                                .put("total_in_bytes", heap.getCommitted())
                                                .put("used_in_bytes", heap.getUsed())
                                                .put("size_limit", heap.getMax())));
    }

    private static JsonObject operatingSystem() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new JsonObject()
                .put("platform", system.getName().toLowerCase(java.util.Locale.ROOT))
                .put("load", new JsonObject().put("1m", system.getSystemLoadAverage()))
                .put(
                        "memory",
                        new JsonObject()
                                .put("total_in_bytes", system.getTotalMemorySize())
                                .put("free_in_bytes", system.getFreeMemorySize())
                                .put("used_in_bytes", system.getTotalMemorySize() - system.getFreeMemorySize()));
    }

    /** Since the start, but for the longest, which is a recent one's. */
    private JsonObject requests() {
        var statuses = new TreeMap<String, Long>();
        long count = 0;
        double millis = 0;
        double longest = 0;
        for (Timer timer : registry.find(RequestMetrics.REQUESTS).timers()) {
            count += timer.count();
            millis += timer.totalTime(TimeUnit.MILLISECONDS);
            longest = Math.max(longest, timer.max(TimeUnit.MILLISECONDS));
            statuses.merge(timer.getId().getTag("status"), timer.count(), Long::sum);
        }
        var byStatus = new JsonObject();
        statuses.forEach(byStatus::put);
        return new JsonObject()
                .put("concurrent_connections", requests.underway())
                .put(
                        "response_times",
                        new JsonObject()
                                .put("avg_in_millis", count == 0 ? 0 : millis / count)
                                .put("max_in_millis", longest))
                .put("requests", new JsonObject().put("total", count).put("status_codes", byStatus));
    }
}
