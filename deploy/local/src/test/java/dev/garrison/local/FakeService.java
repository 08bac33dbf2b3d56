package dev.garrison.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands for a built service: says that it is ready, and which environment it got. Ends at once when told to fail. */
public final class FakeService {
    public static void main(String[] arguments) throws IOException {
        if (System.getenv("FAIL") != null) {
            System.out.println("cannot start: no luck");
            System.exit(3);
        }
        var server = HttpServer.create(
                new InetSocketAddress("localhost", Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"))), 0);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var value = path.startsWith("/env/") ? System.getenv(path.substring("/env/".length())) : "ready";
            var body = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        System.out.println("started");
    }

    /** Makes a checkout in which these services are built. */
    static void build(Path root, Iterable<String> services) throws IOException {
        for (var service : services) {
            var jar = root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(jar.getParent());
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
            var file = FakeService.class.getName().replace('.', '/') + ".class";
            try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                    var code = FakeService.class.getClassLoader().getResourceAsStream(file)) {
                out.putNextEntry(new JarEntry(file));
                code.transferTo(out);
            }
        }
    }
}
