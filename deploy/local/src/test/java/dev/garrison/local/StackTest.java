package dev.garrison.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.garrison.embedded.EmbeddedDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PostgreSQL and Kafka, with stand-ins for the services. */
class StackTest {
    @TempDir
    static Path root;

    @TempDir
    Path folder;

    private final List<String> reports = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void build() throws Exception {
        FakeService.build(root, Service.names());
        EmbeddedDatabase.keepingDataIn(root.resolve("postgres"), 0, root.resolve("postgres.log"))
                .close();
    }

    /** Making a new database takes seconds, copying one does not. */
    @BeforeEach
    void copyDatabase() throws Exception {
        var copy = new ProcessBuilder("cp", "-a", root.resolve("postgres").toString(), folder.toString()).start();
        assertThat(copy.waitFor()).isZero();
    }

    @Test
    void startsEverythingGivesEachItsOwnAndEndsIt() throws Exception {
        List<ProcessHandle> processes;
        try (var stack = stack().start()) {
            assertThat(stack.services()).hasSize(6).allMatch(ServiceProcess::ready);
            var fleet = stack.service("fleet-service");
            try (var connection = DriverManager.getConnection(
                    environment(fleet, "QUARKUS_DATASOURCE_JDBC_URL"),
                    environment(fleet, "QUARKUS_DATASOURCE_USERNAME"),
                    environment(fleet, "QUARKUS_DATASOURCE_PASSWORD"))) {
                assertThat(connection.getCatalog()).isEqualTo("fleet");
            }
            assertThat(environment(fleet, "KAFKA_BOOTSTRAP_SERVERS")).isEqualTo(stack.kafkaBootstrap());
            assertThat(environment(fleet, "GARRISON_SECRETS_KEYS")).startsWith("local:");
            assertThat(environment(fleet, "GARRISON_TOKEN_JWKS_URL"))
                    .isEqualTo(stack.service("security-service").url() + "/.well-known/jwks.json");
            assertThat(environment(fleet, "GARRISON_SECURITY_URL"))
                    .isEqualTo(stack.service("security-service").url());
            assertThat(environment(fleet, "GARRISON_ELASTIC_PASSWORD")).isEqualTo("null");
            assertThat(environment(stack.service("security-service"), "GARRISON_ELASTIC_PASSWORD"))
                    .isEqualTo(stack.elasticPassword());
            assertThat(environment(stack.service("gateway"), "GARRISON_FLEET_URL"))
                    .isEqualTo(fleet.url());
            assertThat(stack.fleetServerUrls())
                    .singleElement()
                    .hasToString("http://localhost:" + environment(fleet, "GARRISON_FLEET_SERVER_PORT"));

            assertThatThrownBy(() -> stack().start()).hasMessageContaining("already runs on " + folder);
            assertThat(status())
                    .contains("gateway            up", "postgres           up")
                    .doesNotContain("down");

            processes = stack.services().stream().map(ServiceProcess::handle).toList();
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(status()).isEqualTo("Garrison is not running.\n");
        assertThat(folder.resolve("postgres/PG_VERSION")).exists();
    }

    @Test
    void aServiceThatCrashesIsReportedAndComesBackAtItsAddress() throws Exception {
        try (var stack = stack().only("fleet-service").restartCrashed().start()) {
            var fleet = stack.service("fleet-service");
            var before = fleet.handle();

            before.destroyForcibly();

            await().until(() -> reports.contains("fleet-service serves again"));
            assertThat(reports).anyMatch(line -> line.startsWith("fleet-service ended by itself (status 137, see "));
            assertThat(fleet.ready()).isTrue();
            assertThat(fleet.handle().pid()).isNotEqualTo(before.pid());
            assertThat(status())
                    .contains("fleet-service      up    pid " + fleet.handle().pid());

            stack.database().process().orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> reports.contains("postgres serves again"));
            DriverManager.getConnection(stack.jdbcUrl("fleet"), "postgres", "postgres")
                    .close();
        }
    }

    @Test
    void aServiceThatDoesNotStartIsToldWithItsLogAndNothingIsLeftRunning() {
        assertThatThrownBy(() -> stack().only("fleet-service", "cases-service")
                        .set("cases-service", "FAIL", "yes")
                        .start())
                .hasMessageContaining("cases-service ended while it started")
                .hasMessageContaining("cannot start: no luck");

        assertThat(FolderLock.taken(folder)).isFalse();
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void replicasShareAnAddressThatOutlivesOneOfThem() throws Exception {
        Path gone;
        try (var stack = stack().temporary()
                .only("fleet-service", "gateway")
                .replicas("fleet-service", 2)
                .start()) {
            gone = stack.folder();
            var first = stack.service("fleet-service", 0);
            var second = stack.service("fleet-service", 1);
            assertThat(stack.fleetServerUrls()).hasSize(2).doesNotHaveDuplicates();
            assertThat(environment(first, "QUARKUS_DATASOURCE_JDBC_URL"))
                    .isEqualTo(environment(second, "QUARKUS_DATASOURCE_JDBC_URL"));
            var shared = URI.create(environment(stack.service("gateway"), "GARRISON_FLEET_URL"));
            assertThat(List.of(portSeenBy(shared), portSeenBy(shared)))
                    .containsExactlyInAnyOrder(String.valueOf(first.port()), String.valueOf(second.port()));

            second.kill();

            for (int i = 0; i < 4; i++) {
                assertThat(portSeenBy(shared)).isEqualTo(String.valueOf(first.port()));
            }
            second.start();
            second.awaitReady(Duration.ofSeconds(30));
            assertThat(second.url()).endsWith(":" + second.port());

            stack.kafka().stop();
            assertThat(Health.listens(stack.kafkaBootstrap())).isFalse();
            stack.kafka().start();
            assertThat(Health.listens(stack.kafkaBootstrap())).isTrue();
        }
        assertThat(gone).doesNotExist();
    }

    @Test
    void afterTheLauncherWasKilledTheNextOneTakesOver() throws Exception {
        var environment = environment();
        var launcher = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Garrison.class.getName(),
                "up");
        launcher.environment().putAll(environment);
        var killed = launcher.redirectErrorStream(true).start();
        assertThat(killed.inputReader().lines().anyMatch(line -> line.startsWith("Ready after")))
                .isTrue();
        var left = Run.read(folder).orElseThrow().parts().stream()
                .filter(part -> part.process() != null)
                .map(part -> part.process().alive().orElseThrow())
                .toList();
        killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        assertThat(left).hasSize(7).allMatch(ProcessHandle::isAlive);
        assertThat(status()).contains("The launcher was killed");

        try (var stack = stack().start()) {
            assertThat(left).noneMatch(ProcessHandle::isAlive);
            assertThat(stack.services()).allMatch(ServiceProcess::ready);
            assertThat(reports).contains("stopped gateway of an earlier run", "stopped postgres of an earlier run");
        }
    }

    private StackBuilder stack() {
        return Stack.builder().settings(new Settings(environment())).report(reports::add);
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("GARRISON_ROOT", root.toString());
        environment.put("GARRISON_FOLDER", folder.toString());
        environment.put("GARRISON_FLEET_SERVER_PORT", "0");
        environment.put("GARRISON_GATEWAY_MANAGEMENT_PORT", "0");
        Service.ALL.forEach(service -> environment.put(service.portVariable(), "0"));
        return environment;
    }

    private String status() {
        var text = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
        try {
            new Status(new Settings(environment())).call();
        } finally {
            System.setOut(out);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String environment(ServiceProcess service, String variable) throws Exception {
        return get(URI.create(service.url() + "/env/" + variable));
    }

    private static String portSeenBy(URI balancer) throws Exception {
        return get(balancer.resolve("/env/QUARKUS_HTTP_PORT"));
    }

    /** On a connection of its own. */
    private static String get(URI uri) throws Exception {
        var request =
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
