package dev.garrison.gateway.proxy;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.authentication.Authenticator;
import dev.garrison.gateway.authentication.Identity;
import dev.garrison.gateway.connections.ServiceConnections;
import dev.garrison.gateway.http.Exchange;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands requests to services. */
@Singleton
public class Forwarder {
    final ServiceConnections connections;
    final Authenticator authenticator;
    final Silence silence;
    final int maxHeaderBytes;
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger talking = new AtomicInteger();

    Forwarder(ServiceConnections connections, Authenticator authenticator, Silence silence, GatewayConfig config) {
        this.connections = connections;
        this.authenticator = authenticator;
        this.silence = silence;
        this.maxHeaderBytes = (int) config.maxHeaderSize().asLongValue();
    }

    /** Streams the request to its service and the answer back; errors on the way become answers too. */
    public void forward(Exchange exchange, Identity identity) {
        new Forwarding(this, exchange, identity).begin();
    }

    /** Requests that have a connection. */
    public int talking() {
        return talking.get();
    }

    /** Requests that wait for one. */
    public int waiting() {
        return waiting.get();
    }
}
