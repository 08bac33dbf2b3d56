package dev.garrison.fleet.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SplicedJsonTest {
    private static final String MARK = "MARK";

    private static void assertCopies(String json, String expected, IntFunction<String> values) throws IOException {
        var spliced = new SplicedJson(json, MARK);
        assertThat(new String(spliced.with(values), StandardCharsets.UTF_8)).isEqualTo(expected);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(spliced.gzippedWith(values)))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }

    @Test
    void eachPlaceGetsItsValue() throws IOException {
        var json = "{\"id\":\"" + SplicedJson.place(0, MARK) + "\",\"key\":\"" + SplicedJson.place(12, MARK)
                + "\",\"again\":\"" + SplicedJson.place(0, MARK) + "\",\"ä\":\"ö\"}";
        assertCopies(
                json,
                "{\"id\":\"value 0\",\"key\":\"value 12\",\"again\":\"value 0\",\"ä\":\"ö\"}",
                number -> "value " + number);
    }

    @Test
    void placesMayStandAtTheEndsAndSideBySideAndValuesMayBeEmpty() throws IOException {
        assertCopies(SplicedJson.place(1, MARK) + SplicedJson.place(2, MARK), "x", number -> number == 1 ? "" : "x");
        assertCopies("nothing to put in", "nothing to put in", number -> "never");
    }

    @Test
    void largeDocumentsThatDoNotCompressComeThrough() throws IOException {
        var random = new Random(5);
        var noise = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            noise.append((char) ('!' + random.nextInt(90)));
        }
        var text = noise.toString().replace("M", "N");
        var value = "v".repeat(65_535);
        assertCopies(text + SplicedJson.place(0, MARK) + text, text + value + text, number -> value);
    }
}
