package dev.garrison.gateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Something large that is sent often: compressed once, not for each client. */
public final class Asset {
    private final String type;
    private final Buffer plain;
    private final Buffer compressed;

    public Asset(String type, byte[] content) {
        this.type = type;
        this.plain = Buffer.buffer(content);
        var packed = new ByteArrayOutputStream(content.length / 3);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.compressed = Buffer.buffer(packed.toByteArray());
    }

    public void send(Exchange exchange) {
        var accepted = exchange.request.getHeader(HttpHeaderNames.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0")) {
            exchange.response.putHeader(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            exchange.answer(200, type, compressed);
        } else {
            exchange.answer(200, type, plain);
        }
    }
}
