package dev.garrison.fleet.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.garrison.fleet.Stored;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MessageSigningTest {
    @Inject
    MessageSigning signing;

    @Inject
    Stored stored;

    @Test
    void agentsCanVerifyWhatIsSigned() throws Exception {
        var message = "{\"id\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        var key = signing.current();
        var signed = key.sign(message);
        assertThat(Base64.getDecoder().decode(signed.data())).isEqualTo(message);
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey()))));
        verifier.update(message);
        assertThat(verifier.verify(Base64.getDecoder().decode(signed.signature())))
                .isTrue();
    }

    @Test
    void replicasThatStartTogetherMakeOneKey() {
        stored.execute("delete from message_signing_key");
        CompletableFuture.allOf(
                        Stream.generate(() -> CompletableFuture.runAsync(() -> signing.start(new StartupEvent())))
                                .limit(5)
                                .toArray(CompletableFuture[]::new))
                .join();
        assertThat(stored.count("message_signing_key")).isEqualTo(1);
        var key = signing.current();
        signing.start(new StartupEvent());
        assertThat(signing.current()).isEqualTo(signing.current());
        assertThat(signing.current().publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void thePrivateKeyIsReadableNeitherInTheDatabaseNorInLogs() {
        var key = signing.current();
        var encoded = Base64.getEncoder().encodeToString(key.privateKey().getEncoded());
        assertThat(stored.value("select private_key_encrypted from message_signing_key", String.class))
                .doesNotContain(encoded);
        assertThat(List.of(key.toString())).noneMatch(text -> text.contains(encoded));
    }
}
