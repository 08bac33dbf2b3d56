package dev.garrison.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherPartsTest {
    @TempDir
    Path folder;

    @Test
    void aPortThatIsTakenIsToldWithItsOwnerAndItsVariable() throws Exception {
        try (var somebody = new ServerSocket(0)) {
            int port = somebody.getLocalPort();
            assertThatThrownBy(() -> new Ports().choose("gateway", "GARRISON_GATEWAY_PORT", port))
                    .hasMessage(
                            "Port %d of gateway is taken by another program. Stop that one, or choose another port:"
                                    + " GARRISON_GATEWAY_PORT=0 takes any free one.",
                            port);
        }
    }

    @Test
    void thePortZeroTakesFreeOnesAndNeverTheSameTwice() {
        var ports = new Ports();
        int first = ports.choose("a", "A", 0);
        assertThat(first).isPositive().isNotEqualTo(ports.choose("b", "B", 0));
        assertThatThrownBy(() -> ports.choose("c", "C", first)).hasMessageContaining("asked for twice");
    }

    @Test
    void variablesThatAreNoPortsAreRefused() {
        for (var wrong : List.of("x", "-1", "65536", "1.5")) {
            assertThatThrownBy(
                            () -> new Settings(Map.of("GARRISON_GATEWAY_PORT", wrong)).port("GARRISON_GATEWAY_PORT", 1))
                    .hasMessage("GARRISON_GATEWAY_PORT must be a port from 0 to 65535, not \"%s\".", wrong);
        }
        assertThat(new Settings(Map.of("GARRISON_GATEWAY_PORT", "")).port("GARRISON_GATEWAY_PORT", 5601))
                .isEqualTo(5601);
    }

    @Test
    void secretsAreMadeOnceForTheirOwnerAlone() throws Exception {
        var settings = new Settings(Map.of());
        var keys = new Secrets(folder).encryptionKeys(settings);
        var password = new Secrets(folder).elasticPassword(settings);

        assertThat(keys).startsWith("local:");
        assertThat(Base64.getDecoder().decode(keys.substring("local:".length())))
                .hasSize(32);
        assertThat(password).hasSizeGreaterThanOrEqualTo(20).matches("[A-Za-z0-9]+");
        assertThat(new Secrets(folder).encryptionKeys(settings)).isEqualTo(keys);
        assertThat(new Secrets(folder).elasticPassword(settings)).isEqualTo(password);
        for (var file : List.of("secrets", "password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void secretsOfTheEnvironmentWinAndThePasswordIsKeptForTheNextStart() {
        var settings =
                new Settings(Map.of("GARRISON_SECRETS_KEYS", "mine:abc", "GARRISON_ELASTIC_PASSWORD", "changeme"));

        assertThat(new Secrets(folder).encryptionKeys(settings)).isEqualTo("mine:abc");
        assertThat(new Secrets(folder).elasticPassword(settings)).isEqualTo("changeme");

        assertThat(folder.resolve("secrets")).doesNotExist();
        assertThat(new Secrets(folder).elasticPassword(new Settings(Map.of()))).isEqualTo("changeme");
    }

    @Test
    void anExternalPostgresGetsOneDatabaseForEachService() {
        var plain = new Settings(
                        Map.of("GARRISON_POSTGRES_URL", "postgresql://db.example:5433", "GARRISON_POSTGRES_USER", "me"))
                .postgres()
                .orElseThrow();
        assertThat(plain.jdbcUrl("fleet")).isEqualTo("jdbc:postgresql://db.example:5433/fleet");
        assertThat(plain.address()).isEqualTo("db.example:5433");
        assertThat(plain.user()).isEqualTo("me");

        var detailed = new ExternalPostgres("jdbc:postgresql://a,b:5433/admin?ssl=true", "me", "");
        assertThat(detailed.jdbcUrl("cases")).isEqualTo("jdbc:postgresql://a,b:5433/cases?ssl=true");
        assertThat(detailed.address()).isEqualTo("a:5432,b:5433");
    }

    @Test
    void oneStackAtATimeHoldsAFolder() {
        assertThat(FolderLock.taken(folder)).isFalse();
        try (var lock = FolderLock.take(folder)) {
            assertThat(FolderLock.taken(folder)).isTrue();
            assertThatThrownBy(() -> FolderLock.take(folder)).hasMessageContaining("already runs on " + folder);
        }
        assertThat(FolderLock.taken(folder)).isFalse();
    }

    @Test
    void servicesThatOutlivedTheirLauncherAreEndedAndStrangersLeftAlone() throws Exception {
        var left = new ProcessBuilder("sleep", "600").start();
        var stranger = new ProcessBuilder("sleep", "600").start();
        try {
            var gone = new Run.Recorded(left.pid(), "not when this one started");
            new Run(
                            gone,
                            "http://localhost:5601",
                            List.of(),
                            List.of(
                                    part("fleet-service", Run.Recorded.of(left.toHandle())),
                                    part("cases-service", new Run.Recorded(stranger.pid(), "2001-01-01T00:00:00Z"))))
                    .write(folder);

            assertThat(Run.endLeftovers(folder)).containsExactly("fleet-service");

            assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    private static Run.Part part(String name, Run.Recorded process) {
        return new Run.Part(name, "http://localhost:1", "http://localhost:1/q/health/ready", process);
    }
}
