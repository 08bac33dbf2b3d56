package dev.garrison.gateway;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that writes what it likes, and reads answers one by one from its only connection. */
final class RawClient implements Closeable {
    private final Socket socket;
    private final InputStream in;
    final OutputStream out;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    record Answer(int status, List<String> headers, String body) {
        /** @return null where there is none */
        String header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    RawClient write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** One request on a connection of its own. */
    static Answer send(int port, String text) throws IOException {
        try (var client = new RawClient(port)) {
            return client.write(text).read();
        }
    }

    Answer read() throws IOException {
        var headers = new ArrayList<String>();
        var statusLine = line();
        if (statusLine == null) {
            throw new IOException("The connection ended without an answer");
        }
        for (var line = line(); line != null && !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        var head = new Answer(status, headers, null);
        var length = head.header("content-length");
        var body = status == 100 || status == 204
                ? ""
                : length != null
                        ? new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8)
                        : "chunked".equals(head.header("transfer-encoding")) ? chunks() : rest();
        return new Answer(status, headers, body);
    }

    /** @return everything up to and including the text */
    String readUntil(String text) throws IOException {
        var read = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            read.append((char) c);
            if (read.indexOf(text, Math.max(0, read.length() - text.length())) >= 0) {
                break;
            }
        }
        return read.toString();
    }

    private String chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toString(StandardCharsets.UTF_8);
    }

    private String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** @return false once the gateway has closed the connection */
    boolean isOpen() throws IOException {
        return in.read() >= 0;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
