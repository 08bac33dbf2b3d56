package dev.garrison.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** endpoint-service on a bare socket, where a test says byte for byte what comes back. Answers requests without a body. */
final class RudeService {
    private final ServerSocket server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** @return whether the connection may serve another request */
    interface Answer {
        boolean write(OutputStream out) throws IOException;
    }

    RudeService() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    void on(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** Request heads for a path, as they came. */
    List<String> heads(String path) {
        return heads.stream().filter(head -> head.contains(" " + path + " ")).toList();
    }

    static boolean write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return true;
    }

    private void accept() {
        while (true) {
            try {
                var socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean goesOn = true;
            while (goesOn) {
                var lines = new ArrayList<String>();
                for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    lines.add(line);
                }
                if (lines.isEmpty()) {
                    return;
                }
                heads.add(String.join("\n", lines));
                var path = lines.get(0).split(" ")[1];
                var answer = answers.getOrDefault(path, out -> {
                    write(out, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
                    return true;
                });
                goesOn = answer.write(socket.getOutputStream());
            }
        } catch (IOException e) {
            // the gateway hung up
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "rude-service");
        thread.setDaemon(true);
        thread.start();
    }
}
