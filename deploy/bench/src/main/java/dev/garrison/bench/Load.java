package dev.garrison.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Load from outside programs: wrk for HTTP, pgbench for SQL. Each returns operations per second. */
final class Load {
    private static final int CONNECTIONS = 16;
    private static final Pattern WRK_RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern WRK_FAILURES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern PGBENCH_RATE =
            Pattern.compile("tps = ([\\d.]+) \\(without initial connection time\\)");

    private Load() {}

    /** @throws IllegalStateException when an answer was not a success: a fast refusal is no throughput */
    static double wrk(String url, Map<String, String> headers, int seconds) {
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s"));
        headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add(url);
        var output = run(command, Map.of());
        if (WRK_FAILURES.matcher(output).find()) {
            throw new IllegalStateException("Not every request succeeded:\n" + output);
        }
        return rate(WRK_RATE, output);
    }

    /** @param url JDBC URL of the embedded server */
    static double pgbench(String url, String sql, int seconds) {
        var server = java.net.URI.create(url.substring("jdbc:".length()));
        try {
            var script = Files.createTempFile("garrison-bench", ".sql");
            Files.writeString(script, sql);
            var output = run(
                    List.of(
                            "pgbench",
                            "-n",
                            "-M",
                            "prepared",
                            "-c" + CONNECTIONS,
                            "-j1",
                            "-T" + seconds,
                            "-h",
                            server.getHost(),
                            "-p",
                            String.valueOf(server.getPort()),
                            "-U",
                            "postgres",
                            "-f",
                            script.toString(),
                            server.getPath().substring(1)),
                    Map.of("PGPASSWORD", "postgres"));
            Files.delete(script);
            return rate(PGBENCH_RATE, output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double rate(Pattern pattern, String output) {
        var found = pattern.matcher(output);
        if (!found.find()) {
            throw new IllegalStateException("No rate in:\n" + output);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String run(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(command.get(0) + " is needed: see the README", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** nginx as a proxy in front of one service, adding a header; it ends with {@link #close()}. */
    static final class Nginx implements AutoCloseable {
        private final Process process;

        Nginx(int port, String upstream, String header, String value) throws IOException {
            Path folder = Files.createTempDirectory("garrison-nginx");
            var configuration = folder.resolve("nginx.conf");
            Files.writeString(
                    configuration,
                    """
                    daemon off;
                    worker_processes auto;
                    pid %1$s/pid;
                    error_log %1$s/error.log;
                    events { worker_connections 1024; }
                    http {
                      access_log off;
                      client_body_temp_path %1$s/body;
                      proxy_temp_path %1$s/proxy;
                      fastcgi_temp_path %1$s/fastcgi;
                      uwsgi_temp_path %1$s/uwsgi;
                      scgi_temp_path %1$s/scgi;
                      upstream service { server %2$s; keepalive 64; }
                      server {
                        listen %3$d;
                        keepalive_requests 1000000;
                        location / {
                          proxy_pass http://service;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                          proxy_set_header %4$s "%5$s";
                        }
                      }
                    }
                    """
                            .formatted(folder, upstream, port, header, value));
            process = new ProcessBuilder("nginx", "-c", configuration.toString(), "-p", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
