package dev.garrison.local.agent;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.function.Consumer;

/** Agents that share an event loop and a connection pool. Small pools: one of thousands is searched from end to end. */
final class AgentGroup extends AbstractVerticle {
    static final int CAPACITY = 500;

    final SwarmOptions options;
    private final Consumer<AgentEvent> listener;
    private FleetServerClient client;
    private int members;
    private boolean closed;

    AgentGroup(SwarmOptions options, Consumer<AgentEvent> listener) {
        this.options = options;
        this.listener = listener;
    }

    @Override
    public void start() {
        var http = new HttpClientOptions()
                .setConnectTimeout((int) Duration.ofSeconds(10).toMillis())
                .setKeepAliveTimeout(30)
                .setDecompressionSupported(true)
                .setTrustAll(options.insecure)
                .setVerifyHost(!options.insecure);
        client = new FleetServerClient(vertx.createHttpClient(http, new PoolOptions().setHttp1MaxSize(2 * CAPACITY)));
    }

    @Override
    public void stop() {
        closed = true;
    }

    /** From here on no request can be sent. */
    boolean closed() {
        return closed;
    }

    boolean hasRoom() {
        return members < CAPACITY;
    }

    /** @param number of the agent in its swarm, from 0 */
    SimulatedAgent add(int number) {
        members++;
        return new SimulatedAgent(this, number);
    }

    FleetServerClient client() {
        return client;
    }

    Vertx vertx() {
        return vertx;
    }

    Context loop() {
        return context;
    }

    void tell(AgentEvent event) {
        listener.accept(event);
    }
}
