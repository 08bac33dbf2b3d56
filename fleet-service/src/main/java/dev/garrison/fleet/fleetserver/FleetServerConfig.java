package dev.garrison.fleet.fleetserver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code garrison.fleet-server}: the listener that agents speak to. */
@ConfigMapping(prefix = "garrison.fleet-server")
public interface FleetServerConfig {
    @WithDefault("0.0.0.0")
    String host();

    /** 0: any free one. */
    @WithDefault("8220")
    int port();

    /** Event loops; 0: one per processor. */
    @WithDefault("0")
    int eventLoops();

    /** Threads that run SQL for agents; each may take a connection of the pool. */
    @WithDefault("16")
    int workers();

    /** How long a client may take to send a body. */
    @WithDefault("PT30S")
    Duration bodyTimeout();

    Tls tls();

    /** By name of the operation: enroll, checkin, acks, audit-unenroll, status, upload-begin, -chunk, -complete. What is not set keeps its default. */
    Map<String, Limit> limits();

    Checkin checkin();

    /** Plain HTTP unless there is a certificate or a key store. */
    interface Tls {
        /** Path of a PEM file: the certificate and those that vouch for it. */
        Optional<String> certificate();

        /** Path of a PEM file: the private key of {@link #certificate()}. */
        Optional<String> key();

        /** Path of a PKCS#12 file, instead of the two. */
        Optional<String> keystore();

        Optional<String> keystorePassword();
    }

    /** What is above is answered 429. */
    interface Limit {
        /** Requests a second in the long run. */
        Optional<Integer> rate();

        /** Requests at once. */
        Optional<Integer> burst();

        /** Requests under way, not counting check-ins that wait. */
        Optional<Integer> concurrent();
    }

    /** How long a check-in waits for something to do. */
    interface Checkin {
        /** For agents that do not say how long they wait. */
        @WithDefault("PT5M")
        Duration longPoll();

        /** Up to this is taken off at random, so that agents do not come back all at once. */
        @WithDefault("PT30S")
        Duration jitter();

        /** Of agents that say how long they wait, this is left for the way. */
        @WithDefault("PT2M")
        Duration margin();

        @WithDefault("PT1M")
        Duration shortest();

        @WithDefault("PT1H")
        Duration longest();
    }
}
