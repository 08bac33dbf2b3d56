package dev.garrison.local;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One address in front of the replicas of a service: connections go round, past replicas that are down, as a cluster's do. */
final class Balancer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(2000));
    private final AtomicInteger next = new AtomicInteger();
    private final List<Integer> replicas;

    Balancer(int port, List<Integer> replicas) {
        this.replicas = List.copyOf(replicas);
        vertx.createNetServer()
                .connectHandler(incoming -> {
                    incoming.pause();
                    connect(incoming, Math.floorMod(next.getAndIncrement(), replicas.size()), 0);
                })
                .listen(port, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void connect(NetSocket incoming, int replica, int tried) {
        client.connect(replicas.get(replica), "localhost", (AsyncResult<NetSocket> outgoing) -> {
            if (outgoing.succeeded()) {
                incoming.pipeTo(outgoing.result());
                outgoing.result().pipeTo(incoming);
                incoming.exceptionHandler(broken -> outgoing.result().close());
                outgoing.result().exceptionHandler(broken -> incoming.close());
            } else if (tried + 1 < replicas.size()) {
                connect(incoming, (replica + 1) % replicas.size(), tried + 1);
            } else {
                incoming.close();
            }
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
