package dev.garrison.platform.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An API that exists for the platform's tests. */
@Path("/api/probe")
@Consumes(MediaType.APPLICATION_JSON)
public class ProbeResource {
    /** What {@link #held()} waits for. */
    static final Semaphore HELD = new Semaphore(0);

    private final CurrentPrincipal principal;
    private final AuditedAction audited;

    ProbeResource(CurrentPrincipal principal, AuditedAction audited) {
        this.principal = principal;
        this.audited = audited;
    }

    public enum Kind {
        logs,
        @JsonProperty("all-metrics")
        METRICS
    }

    public record Tag(@NotNull String name, @NotNull @OneOf({String.class, BigDecimal.class}) JsonNode value) {}

    public static class NoBlanks implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.textValue().isBlank() ? "must not be blank" : null;
        }
    }

    public record Thing(
            @NotNull @Size(min = 1, max = 10) @Rule(NoBlanks.class) String name,
            @Min(0) Integer timeout,
            @DecimalMax("100") BigDecimal share,
            Boolean enabled,
            List<Kind> kinds,
            List<Tag> tags,
            @Schema(nullable = true) Map<String, String> labels,
            @Schema(nullable = true) ObjectNode overrides,
            @JsonProperty("output_id") @Schema(nullable = true) String outputId,
            @OneOf({String[].class, String.class}) JsonNode agents) {}

    public record Paging(
            @QueryParam("page") @DefaultValue("1") @Min(1) int page,
            @QueryParam("perPage") @DefaultValue("20") @Min(0) @Max(1000) int perPage,
            @QueryParam("sortOrder") Order sortOrder,
            @QueryParam("type") List<String> types) {}

    public enum Order {
        asc,
        desc
    }

    @GET
    @RequirePrivileges("probe-read")
    public Map<String, Object> list(@BeanParam Paging paging, @QueryParam("full") boolean full) {
        return Map.of(
                "page", paging.page(),
                "perPage", paging.perPage(),
                "order", String.valueOf(paging.sortOrder()),
                "types", ListParameter.of(paging.types()),
                "full", full,
                "user", principal.username(),
                "space", principal.space());
    }

    @POST
    @RequirePrivileges("probe-all")
    public Thing create(@NotNull Thing thing) {
        return thing;
    }

    @PUT
    @Path("/{id}")
    @RequirePrivileges(anyOf = {"probe-all", "probe-edit"})
    public Map<String, Object> update(@PathParam("id") @Size(min = 3) String id, @NotNull Body<Thing> thing) {
        return Map.of("id", id, "sent", thing.sent(), "clearsOutput", thing.has("output_id"));
    }

    @POST
    @Path("/{id}/optional")
    @RequirePrivileges
    public Map<String, Object> optional(@PathParam("id") String id, Thing thing) {
        return Map.of("body", thing != null);
    }

    @POST
    @Path("/{id}/named")
    @RequirePrivileges
    public Map<String, Object> named(@PathParam("id") String id) {
        audited.is("rename_thing", "thing", List.of(id, "b\nc"));
        return Map.of();
    }

    @POST
    @Path("/held")
    @RequirePrivileges
    public void held() throws InterruptedException {
        HELD.acquire();
    }

    @DELETE
    @Path("/broken")
    @RequirePrivileges
    public String brokenDelete() {
        throw new IllegalStateException("secret detail");
    }

    @GET
    @Path("/broken")
    @RequirePrivileges
    public String broken() {
        throw new IllegalStateException("secret detail");
    }

    @GET
    @Path("/open")
    @Unauthenticated
    public Map<String, Object> open() {
        return Map.of("open", true, "since", Instant.EPOCH);
    }
}
