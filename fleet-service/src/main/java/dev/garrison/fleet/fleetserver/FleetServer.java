package dev.garrison.fleet.fleetserver;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The listener that agents speak to: HTTP/1.1 on a port of its own, made for tens of thousands of connections that wait. */
@ApplicationScoped
public class FleetServer {
    private static final Logger LOG = Logger.getLogger(FleetServer.class);
    private static final int AFTER_EVERYTHING = 10_000;
    private static final int SHARED_RANDOM_PORT = -8220; // who asks for the same negative number shares one
    private static final int BACKLOG = 8192; // after a restart all agents come at once
    private static final int PATIENCE_SECONDS = 30;
    private static final int PART_OF_MEMORY_FOR_BODIES = 4;

    private final FleetServerConfig config;
    private final Operations operations;
    private final Vertx vertx;
    private volatile int port;
    private volatile boolean running;
    private String deployment;

    FleetServer(FleetServerConfig config, Operations operations, Vertx vertx) {
        this.config = config;
        this.operations = operations;
        this.vertx = vertx;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    public boolean isRunning() {
        return running;
    }

    void start(@Observes @Priority(AFTER_EVERYTHING) StartupEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        int loops = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        var budget = new BodyBudget(Runtime.getRuntime().maxMemory() / PART_OF_MEMORY_FOR_BODIES);
        deployment = vertx.deployVerticle(() -> new Listener(budget), new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        running = true;
        LOG.infof("Agents are served on port %d, %s", port, isSecure() ? "TLS" : "plain HTTP");
    }

    /** First of all, so that no new requests are sent here. */
    void announceEnd(@Observes @Priority(Shutdown.ANNOUNCE) ShutdownEvent event) {
        running = false;
    }

    void stop(@Observes @Priority(Shutdown.CLOSE) ShutdownEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        operations.stop();
        if (deployment != null) {
            vertx.undeploy(deployment)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The order in which this service stops speaking to agents. */
    public static final class Shutdown {
        public static final int ANNOUNCE = 10;
        public static final int ANSWER_WAITING = 20;
        public static final int CLOSE = 30;
        public static final int WRITE_BUFFERED = 40;

        private Shutdown() {}
    }

    private boolean isSecure() {
        return config.tls().certificate().isPresent() || config.tls().keystore().isPresent();
    }

    private HttpServerOptions options() {
        var options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? SHARED_RANDOM_PORT : config.port())
                .setAcceptBacklog(BACKLOG)
                .setTcpKeepAlive(true)
                .setHttp2ClearTextEnabled(false) // one handler less for each connection
                .setHandle100ContinueAutomatically(true)
                .setIdleTimeout((int) config.checkin().longest().plusMinutes(5).toSeconds());
        var tls = config.tls();
        if (isSecure()) {
            options.setSsl(true);
        }
        tls.certificate()
                .ifPresent(
                        certificate -> options.setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertPath(certificate)
                                        .addKeyPath(
                                                tls.key()
                                                        .orElseThrow(
                                                                () -> new IllegalStateException(
                                                                        "garrison.fleet-server.tls.certificate needs garrison.fleet-server.tls.key")))));
        tls.keystore()
                .ifPresent(keystore -> options.setKeyCertOptions(new PfxOptions()
                        .setPath(keystore)
                        .setPassword(tls.keystorePassword().orElse(null))));
        return options;
    }

    /** One event loop's share. */
    private final class Listener extends AbstractVerticle {
        private final BodyBudget budget;

        Listener(BodyBudget budget) {
            this.budget = budget;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options())
                    .requestHandler(new RequestHandler(
                            operations, budget, config.bodyTimeout().toNanos(), vertx, context))
                    .listen()
                    .onSuccess(server -> {
                        port = server.actualPort();
                        started.complete();
                    })
                    .onFailure(started::fail);
        }
    }
}
