package dev.garrison.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String OLD = "old:" + key();
    private static final String NEW = "new:" + key();

    private final Secrets secrets = with(OLD);

    @Test
    void readsBackWhatItEncrypted() {
        var encrypted = secrets.encrypt("output.key/1", "geheim ✓");

        assertThat(encrypted).startsWith("old:").doesNotContain("geheim");
        assertThat(secrets.decrypt("output.key/1", encrypted)).isEqualTo("geheim ✓");
        assertThat(secrets.encrypt("output.key/1", "geheim ✓")).isNotEqualTo(encrypted);
    }

    @Test
    void aSecretMovedToAnotherRowIsNotReadable() {
        var encrypted = secrets.encrypt("output.key/1", "s");

        assertThatThrownBy(() -> secrets.decrypt("output.key/2", encrypted))
                .isInstanceOf(UnreadableSecretException.class)
                .hasMessageContaining("output.key/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "old", "old:", "old:!", "old:AAAA", "other:AAAA"})
    void nonsenseIsNotReadable(String encrypted) {
        assertThatThrownBy(() -> secrets.decrypt("p", encrypted)).isInstanceOf(UnreadableSecretException.class);
    }

    @Test
    void aChangedSecretIsNotReadable() {
        var bytes = Base64.getDecoder().decode(secrets.encrypt("p", "s").substring("old:".length()));
        bytes[bytes.length - 1] ^= 1;
        var changed = "old:" + Base64.getEncoder().encodeToString(bytes);

        assertThatThrownBy(() -> secrets.decrypt("p", changed)).isInstanceOf(UnreadableSecretException.class);
    }

    @Test
    void theFirstKeyEncryptsAndAllDecrypt() {
        var before = secrets.encrypt("p", "s");
        var rotated = with(NEW + ", " + OLD);

        assertThat(rotated.decrypt("p", before)).isEqualTo("s");
        assertThat(rotated.isCurrent(before)).isFalse();
        assertThat(rotated.encrypt("p", "s")).startsWith("new:").matches(rotated::isCurrent);
        assertThatThrownBy(() -> with(NEW).decrypt("p", before)).hasMessageContaining("its key is not in");
    }

    @Test
    void withoutAKeyNothingStarts() {
        assertThatThrownBy(() -> new Secrets(Optional.empty())).hasMessageContaining("GARRISON_SECRETS_KEYS");
        assertThatThrownBy(() -> with(" , ")).hasMessageContaining("GARRISON_SECRETS_KEYS");
    }

    @Test
    void aMalformedKeyIsRefusedWithoutBeingShown() {
        for (var ring : new String[] {"k1", "k1:c2hvcnQ=", "k1:not base64", "k 1:" + key(), NEW + ",k1:c2hvcnQ="}) {
            assertThatThrownBy(() -> with(ring))
                    .hasMessageContaining("id:base64-of-32-bytes")
                    .hasMessageNotContainingAny("c2hvcnQ=", "not base64");
        }
        assertThatThrownBy(() -> with(NEW + "," + NEW)).hasMessageContaining("new twice");
    }

    private static Secrets with(String ring) {
        return new Secrets(Optional.of(ring));
    }

    private static String key() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
