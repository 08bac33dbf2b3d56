package dev.garrison.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses TCP ports before anything listens on them. */
final class Ports {
    // below the range from which systems take the ports of outgoing connections, which could occupy one before its
    // server starts
    private static final int FIRST_FREE = 20_000;
    private static final int LAST_FREE = 32_000;

    private final Set<Integer> chosen = new HashSet<>();

    /** A port that somebody else has, told so that the user knows what to do. */
    static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenException(String message) {
            super(message);
        }
    }

    /**
     * @param owner who will listen, for the message
     * @param variable environment variable that sets it
     * @param wanted 0 for any free one
     */
    int choose(String owner, String variable, int wanted) {
        if (wanted == 0) {
            return free();
        }
        if (!chosen.add(wanted)) {
            throw new TakenException(
                    "Port %d is asked for twice, the second time by %s (%s).".formatted(wanted, owner, variable));
        }
        if (!isFree(wanted)) {
            throw new TakenException(
                    "Port %d of %s is taken by another program. Stop that one, or choose another port: %s=0 takes any free one."
                            .formatted(wanted, owner, variable));
        }
        return wanted;
    }

    int free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, LAST_FREE);
            if (isFree(port) && chosen.add(port)) {
                return port;
            }
        }
        throw new TakenException("No free port between %d and %d.".formatted(FIRST_FREE, LAST_FREE));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run that still linger do not count
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
