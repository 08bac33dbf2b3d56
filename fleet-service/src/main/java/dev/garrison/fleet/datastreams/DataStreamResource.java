package dev.garrison.fleet.datastreams;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What agents have sent, by data stream: {@code /api/fleet/data_streams}. */
@Path("/api/fleet/data_streams")
public class DataStreamResource {

    /** None: agents send their data to outputs, which are not part of Garrison and are not asked. */
    @GET
    @RequirePrivileges({"fleet-agents-all", "fleet-agent-policies-all", "fleet-settings-all"})
    public DataStreams list() {
        return new DataStreams(List.of());
    }

    public record DataStreams(@NotNull @JsonProperty("data_streams") List<DataStream> dataStreams) {}

    public record DataStream(
            @NotNull String index,
            @NotNull String dataset,
            @NotNull String namespace,
            @NotNull String type,
            @NotNull @JsonProperty("package") String packageName,
            @NotNull @JsonProperty("package_version") String packageVersion,
            @NotNull @JsonProperty("last_activity_ms") BigDecimal lastActivity,
            @NotNull @JsonProperty("size_in_bytes") BigDecimal sizeInBytes,
            @NotNull
                    @JsonProperty("size_in_bytes_formatted")
                    @OneOf({BigDecimal.class, String.class})
                    @Schema(anyOf = {BigDecimal.class, String.class})
                    JsonNode sizeInBytesFormatted,
            @NotNull List<Dashboard> dashboards,
            @Schema(nullable = true) ServiceDetails serviceDetails) {}

    public record Dashboard(@NotNull String id, @NotNull String title) {}

    public record ServiceDetails(@NotNull String environment, @NotNull String serviceName) {}
}
