package dev.garrison.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a part of the stack holds in the machine's memory. */
final class Memory {
    private Memory() {}

    /** @param part as {@code ./garrison status} names it @return its resident set in MB */
    static long ofPart(Stack stack, String part) {
        try {
            var parts = new ObjectMapper()
                    .readTree(stack.folder().resolve("run.json").toFile())
                    .path("parts");
            for (var one : parts) {
                if (one.path("name").asText().equals(part)) {
                    return residentKilobytes(one.at("/process/pid").asLong()) / 1024;
                }
            }
            throw new IllegalStateException(part + " does not run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
