package dev.garrison.fleet.settingsobjects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://a, https://a:443",
        "http://a/, http://a:80",
        "https://a:9200, https://a:9200",
        "https://a/path/, https://a:443/path",
        "https://[::1], https://[::1]:443"
    })
    void thePortIsSaid(String sent, String kept) {
        assertThat(HostUrl.withPort(sent)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:9200", "ftp://a", "https://", "http://a b", "/a"})
    void anotherKindOfAddressIsRefused(String sent) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostUrl.withPort(sent));
    }
}
