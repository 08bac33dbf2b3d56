package dev.garrison.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordsAreLinesOfAFile(boolean async) throws Exception {
        var file = directory.resolve("new/audit.json");
        var log = log(true, file, 1_000_000, async);

        log.write(entry("jane"));
        log.write(entry("eve\nLine"));
        log.close();

        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        var second = new ObjectMapper().readTree(lines.get(1));
        assertThat(second.path("user.name").asText()).isEqualTo("eve\nLine");
        assertThat(second.path("@timestamp").asText()).isEqualTo("2025-01-31T12:00:00.000Z");
        assertThat(second.path("service.name").asText()).isEqualTo("test-service");
    }

    @Test
    void theFileGoesOnAfterARestartAndRotates() throws Exception {
        var file = directory.resolve("audit.json");
        for (int i = 0; i < 20; i++) {
            var log = log(true, file, 2000, false);
            log.write(entry("user-" + i));
            log.close();
        }

        assertThat(Files.readString(file)).contains("user-19").doesNotContain("user-1\"");
        assertThat(Files.readString(directory.resolve("audit.json.1"))).contains("user-");
        assertThat(directory.resolve("audit.json.3")).doesNotExist();
    }

    @Test
    void withoutAFileRecordsAloneGoToStandardOutput() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ToStandardOutput.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(process.inputReader(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(
                        line -> assertThat(line).startsWith("{\"@timestamp\"").contains("\"user.name\":\"jane\""));
        assertThat(process.waitFor()).isZero();
    }

    public static class ToStandardOutput {
        public static void main(String[] args) throws InterruptedException {
            var log = log(true, null, 1, false);
            log.write(entry("jane"));
            log.close();
        }
    }

    @Test
    void turnedOffItWritesNothing() throws InterruptedException {
        var file = directory.resolve("audit.json");
        var log = log(false, file, 1000, false);

        log.write(entry("jane"));
        log.close();

        assertThat(file).doesNotExist();
    }

    @Test
    void whoCannotKeepRecordsDoesNotStart() throws IOException {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> log(true, file.resolve("below"), 1000, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("garrison.audit.file cannot be written");
    }

    private static AuditLog log(boolean enabled, Path file, long maxBytes, boolean async) {
        var log = new AuditLog(enabled, Optional.ofNullable(file), maxBytes, 2, async, "test-service");
        log.open();
        return log;
    }

    private static AuditRecord entry(String username) {
        return new AuditRecord(
                Instant.parse("2025-01-31T12:00:00Z"),
                new AuditRecord.Caller(username, "native", "realm", null),
                "put_user",
                null,
                "PUT",
                "/_security/user/{name}",
                "/_security/user/x",
                "default",
                200,
                "203.0.113.9",
                "id-1");
    }
}
