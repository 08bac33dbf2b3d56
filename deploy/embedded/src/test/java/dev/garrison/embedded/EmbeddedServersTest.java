package dev.garrison.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /** Making a new database takes seconds, copying one does not. */
    @BeforeAll
    static void prepareDatabase() throws Exception {
        var database = EmbeddedDatabase.keepingDataIn(shared.resolve("postgres"), 0, shared.resolve("postgres.log"));
        database.ensureDatabase("fleet");
        sql(database, "create table agent as select 'a1' as id");
        database.close();
    }

    @BeforeEach
    void copyDatabase() throws Exception {
        var copy = new ProcessBuilder("cp", "-a", shared.resolve("postgres").toString(), folder.toString()).start();
        assertThat(copy.waitFor()).isZero();
    }

    @Test
    void databaseKeepsItsDataFromRunToRun() throws Exception {
        try (var database = database()) {
            sql(database, "insert into agent values ('a2')");
        }
        try (var database = database()) {
            database.ensureDatabase("fleet");
            assertThat(agents(database)).isEqualTo(2);
            assertThat(setting(database, "fsync")).isEqualTo("on");
        }
    }

    @Test
    void databaseStartsAgainOnItsPortAfterAStop() throws Exception {
        try (var database = database()) {
            var port = database.port();

            database.stop();
            assertThatThrownBy(() -> agents(database)).isInstanceOf(SQLException.class);
            assertThat(database.process()).isEmpty();

            database.start();
            assertThat(database.port()).isEqualTo(port);
            assertThat(agents(database)).isEqualTo(1);
        }
    }

    @Test
    void aServerThatAKilledRunLeftBehindIsStoppedAndItsDataKept() throws Exception {
        var run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesServerBehind.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(run.inputReader().lines().anyMatch("ready"::equals)).isTrue();
        run.destroyForcibly().waitFor();
        var left = DataFolder.serverOn(folder.resolve("postgres")).orElseThrow();
        assertThat(left.isAlive()).isTrue();

        try (var database = database()) {
            assertThat(left.isAlive()).isFalse();
            assertThat(agents(database)).isEqualTo(2);
        }
    }

    @Test
    void aFolderInUseIsRefusedAndItsServerLeftAlone() throws Exception {
        try (var database = database()) {
            assertThatThrownBy(this::database).hasMessageContaining("already runs PostgreSQL");
            assertThat(agents(database)).isEqualTo(1);
        }
    }

    @Test
    void aFirstStartThatWasInterruptedDoesNotBlockTheNext() throws Exception {
        var postgres = folder.resolve("unfinished/postgres");
        Files.createDirectories(postgres);
        Files.writeString(postgres.resolve("postgresql.conf"), "# half written");
        Files.writeString(postgres.resolve("postmaster.pid"), "1\n" + postgres);
        startsAnew(postgres);
    }

    @Test
    void aFirstStartThatFailedAtOnceDoesNotBlockTheNext() throws Exception {
        var postgres = folder.resolve("failed/postgres");
        Files.createDirectories(postgres);
        Files.createFile(postgres.resolve("epg-lock"));
        startsAnew(postgres);
    }

    private void startsAnew(Path postgres) throws Exception {
        try (var database = EmbeddedDatabase.keepingDataIn(postgres, 0, folder.resolve("postgres.log"))) {
            database.ensureDatabase("fleet");
            assertThat(setting(database, "server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void kafkaKeepsItsEventsFromRunToRunAndOverAStop() throws Exception {
        try (var kafka = EmbeddedKafka.keepingDataIn(folder.resolve("kafka"), 0)) {
            send(kafka, "first");
        }
        try (var kafka = EmbeddedKafka.keepingDataIn(folder.resolve("kafka"), 0)) {
            send(kafka, "second");
            kafka.stop();
            assertThat(kafka.running()).isFalse();
            kafka.start();
            assertThat(read(kafka, 2)).containsExactly("first", "second");
        }
    }

    /** Run as its own process and killed: what it started lives on. */
    static final class LeavesServerBehind {
        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[0]);
            var database =
                    EmbeddedDatabase.keepingDataIn(folder.resolve("postgres"), 0, folder.resolve("postgres.log"));
            sql(database, "insert into agent values ('a2')");
            System.out.println("ready");
            TimeUnit.MINUTES.sleep(5);
        }
    }

    private EmbeddedDatabase database() {
        return EmbeddedDatabase.keepingDataIn(folder.resolve("postgres"), 0, folder.resolve("postgres.log"));
    }

    private static int agents(EmbeddedDatabase database) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        database.jdbcUrl("fleet"), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
                var rows = connection.createStatement().executeQuery("select count(*) from agent")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String setting(EmbeddedDatabase database, String name) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        database.jdbcUrl("fleet"), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
                var rows = connection.createStatement().executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void sql(EmbeddedDatabase database, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(
                database.jdbcUrl("fleet"), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD)) {
            connection.createStatement().execute(statement);
        }
    }

    private static void send(EmbeddedKafka kafka, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("events", 0, "key", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(EmbeddedKafka kafka, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partition = new TopicPartition("events", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var values = new ArrayList<String>();
            var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(event -> values.add(event.value()));
            }
            return values;
        }
    }
}
