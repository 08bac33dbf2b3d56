package dev.garrison.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real single-node Kafka broker (KRaft) inside this process. It can be stopped and started again on its data. */
public final class EmbeddedKafka implements AutoCloseable {
    private final Path dataFolder;
    private final boolean temporary;
    private final int port;
    private final int controllerPort;
    private KafkaRaftServer server;

    private EmbeddedKafka(Path dataFolder, boolean temporary, int port) {
        this.dataFolder = dataFolder.toAbsolutePath();
        this.temporary = temporary;
        this.port = port == 0 ? freePort() : port;
        this.controllerPort = freePort();
    }

    /**
     * @param dataFolder holds the log; created when absent, kept on close
     * @param port TCP port of the client listener, 0 for any free one
     */
    public static EmbeddedKafka keepingDataIn(Path dataFolder, int port) {
        var kafka = new EmbeddedKafka(dataFolder, false, port);
        kafka.start();
        return kafka;
    }

    /** A broker for tests on any free port; its data is deleted on close. */
    public static EmbeddedKafka temporary() {
        try {
            var kafka = new EmbeddedKafka(Files.createTempDirectory("garrison-kafka"), true, 0);
            kafka.start();
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    public synchronized boolean running() {
        return server != null;
    }

    /** Also after {@link #stop()}: same port, same data. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        var properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
                Map.entry("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://localhost:" + port),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", dataFolder.toString()),
                Map.entry("num.partitions", "4"),
                Map.entry("auto.create.topics.enable", "true"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("message.max.bytes", "8388608"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"), // 128 MB of heap unless told otherwise
                // after a kill, the broker may come back only once its earlier life has timed out; 9 seconds unless
                // told otherwise
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500")));
        format();
        var broker = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        broker.startup();
        server = broker;
    }

    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Prepared beside its place and then moved, so that an interrupted first start leaves nothing half done. */
    private void format() {
        if (Files.exists(dataFolder.resolve("meta.properties"))) {
            return;
        }
        var prepared = dataFolder.resolveSibling(dataFolder.getFileName() + ".new");
        try {
            delete(prepared);
            Files.createDirectories(prepared);
            new Formatter()
                    .setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(prepared.toString())
                    .addDirectory(prepared.toString())
                    .run();
            Files.deleteIfExists(dataFolder);
            Files.move(prepared, dataFolder);
        } catch (Exception e) {
            throw new IllegalStateException("Could not prepare the Kafka folder " + dataFolder, e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
        if (temporary) {
            try {
                delete(dataFolder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
