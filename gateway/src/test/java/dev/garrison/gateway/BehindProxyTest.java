package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another way to run it: TLS, load balancers in front, identities remembered for a moment, no access log. */
@QuarkusTest
@TestProfile(BehindProxyTest.Profile.class)
@QuarkusTestResource(value = BehindProxyTest.Certificate.class, restrictToAnnotatedClass = true)
class BehindProxyTest extends GatewayTest {
    private static final String PASSWORD = "changeit";

    @TestHTTPResource(tls = true)
    URL secure;

    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "garrison.gateway.trusted-proxies", "127.0.0.1,10.0.0.0/8",
                    "garrison.gateway.access-log", "false",
                    "garrison.gateway.name", "other",
                    "test.cache-for", "1S");
        }
    }

    /** A self-signed certificate for localhost, by the JDK's keytool. */
    public static class Certificate implements QuarkusTestResourceLifecycleManager {
        static Path keyStore;

        @Override
        public Map<String, String> start() {
            try {
                keyStore = Files.createTempDirectory("gateway-tls").resolve("keys.p12");
                var keytool = new ProcessBuilder(List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "gateway",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                keyStore.toString()))
                        .inheritIO()
                        .start();
                if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                    throw new IllegalStateException("keytool failed");
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "quarkus.tls.key-store.p12.path",
                    keyStore.toString(),
                    "quarkus.tls.key-store.p12.password",
                    PASSWORD,
                    "quarkus.http.test-ssl-port",
                    "0",
                    "garrison.gateway.authentication.cache-for",
                    "1S");
        }

        @Override
        public void stop() {
            keyStore.toFile().delete();
        }
    }

    private HttpResponse<String> overTls(String path, String... headers) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(Certificate.keyStore)) {
            store.load(file, PASSWORD.toCharArray());
        }
        // the store has a key, not a trusted certificate
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + secure.getPort() + path))
                .headers(headers);
        return HttpClient.newBuilder().sslContext(tls).build().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void itSpeaksTls() throws Exception {
        var path = unique("/api/fleet/agents");

        var answer = overTls(path, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession()).isPresent();
        assertThat(answer.headers().firstValue("kbn-name")).contains("other");
        assertThat(FLEET.only(path).headers().get("x-forwarded-proto")).isEqualTo("https");
        assertThat(overTls("/", "Accept", "*/*").body()).contains("https://localhost:" + secure.getPort());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.9;203.0.113.9;203.0.113.9, 127.0.0.1",
                "203.0.113.9, 10.1.2.3;203.0.113.9;203.0.113.9, 10.1.2.3, 127.0.0.1",
                "6.6.6.6, 203.0.113.9, 10.1.2.3;203.0.113.9;6.6.6.6, 203.0.113.9, 10.1.2.3, 127.0.0.1",
                "6.6.6.6, nonsense, 10.1.2.3;10.1.2.3;6.6.6.6, nonsense, 10.1.2.3, 127.0.0.1",
                "2001:db8::1;2001:db8::1;2001:db8::1, 127.0.0.1",
            })
    void theClientIsTheFirstWhomNoProxyOfOursVouchesFor(String sent, String address, String chain) {
        var path = unique("/api/fleet/agents");

        client.get(
                path,
                "Authorization",
                credential,
                "X-Forwarded-For",
                sent,
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "public.example");

        assertThat(SECURITY.asked(credential).get(0).getString("address")).isEqualTo(address);
        var headers = FLEET.only(path).headers();
        assertThat(headers.getAll("x-forwarded-for")).containsExactly(chain);
        assertThat(headers.getAll("x-garrison-client-address")).containsExactly(address);
        assertThat(headers.getAll("x-forwarded-proto")).containsExactly("https");
        assertThat(headers.getAll("x-forwarded-host")).containsExactly("public.example");
    }

    @Test
    void anIdentityIsForgottenAfterAMoment() {
        client.get("/api/fleet/agents", "Authorization", credential);
        client.get("/api/fleet/agents", "Authorization", credential);
        assertThat(SECURITY.asked(credential)).hasSize(1);

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            client.get("/api/fleet/agents", "Authorization", credential);
            assertThat(SECURITY.asked(credential)).hasSizeGreaterThan(1);
        });
    }

    @Test
    void theAccessLogCanBeTurnedOff() {
        var lines = new java.util.concurrent.atomic.AtomicInteger();
        var counter = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if ("access".equals(entry.getLoggerName())) {
                    lines.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(counter);
        try {
            client.get("/api/fleet/agents", "Authorization", credential);
            nothingIsLeftUnderway();
        } finally {
            Logger.getLogger("").removeHandler(counter);
        }

        assertThat(lines).hasValue(0);
    }
}
