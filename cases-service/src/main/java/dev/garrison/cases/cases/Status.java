package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

public enum Status {
    @JsonProperty("open")
    OPEN("open"),
    @JsonProperty("in-progress")
    IN_PROGRESS("in-progress"),
    @JsonProperty("closed")
    CLOSED("closed");

    final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    /** How Quarkus reads it from the query, where the pipeline has let only known names pass. */
    public static Status fromString(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName.equals(wireName))
                .findFirst()
                .orElseThrow();
    }
}
