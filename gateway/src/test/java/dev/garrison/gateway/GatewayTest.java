package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.gateway.http.RequestMetrics;
import dev.garrison.gateway.proxy.Forwarder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the gateway share: its address, the services behind it, a user of their own. */
@QuarkusTestResource(FakeBackends.class)
abstract class GatewayTest {
    static final FakeSecurity SECURITY = FakeBackends.SECURITY;
    static final FakeService FLEET = FakeBackends.FLEET;
    static final FakeService CASES = FakeBackends.CASES;
    static final FakeService APM = FakeBackends.APM;
    static final RudeService ENDPOINT = FakeBackends.ENDPOINT;

    @TestHTTPResource
    URL url;

    @Inject
    Forwarder forwarder;

    @Inject
    RequestMetrics requests;

    Client client;
    String username;
    String credential;

    @BeforeEach
    void comeAsSomebodyNew() {
        client = new Client(url.getPort());
        username = "user-" + UUID.randomUUID();
        credential = SECURITY.user(username);
    }

    @AfterEach
    void nothingIsLeftUnderway() {
        await().untilAsserted(() -> {
            assertThat(forwarder.talking()).isZero();
            assertThat(forwarder.waiting()).isZero();
            assertThat(requests.underway()).isZero();
        });
    }

    /** A path that no other test uses. */
    static String unique(String prefix) {
        return prefix + "/" + UUID.randomUUID();
    }
}
