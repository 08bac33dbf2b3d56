package dev.garrison.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a part of the stack whether it serves. */
final class Health {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private Health() {}

    static boolean answers200(String url) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param address {@code host:port}, or several separated by commas, of which one is enough */
    static boolean listens(String address) {
        for (var one : address.split(",")) {
            int colon = one.lastIndexOf(':');
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(one.substring(0, colon), Integer.parseInt(one.substring(colon + 1))),
                        (int) PATIENCE.toMillis());
                return true;
            } catch (IOException e) {
                continue;
            }
        }
        return false;
    }
}
