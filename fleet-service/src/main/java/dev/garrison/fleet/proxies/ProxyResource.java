package dev.garrison.fleet.proxies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.settingsobjects.Deleted;
import dev.garrison.fleet.settingsobjects.StorableId;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Proxies over HTTP: {@code /api/fleet/proxies}. */
@Path("/api/fleet/proxies")
@Consumes(MediaType.APPLICATION_JSON)
public class ProxyResource {
    private final ProxyService proxies;

    ProxyResource(ProxyService proxies) {
        this.proxies = proxies;
    }

    @GET
    @RequirePrivileges("fleet-settings-read")
    public Page list() {
        var items = proxies.list().stream().map(ProxySettings::item).toList();
        return new Page(items, items.size(), 1, 10_000);
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public Answer create(@NotNull Body<CreateProxy> body) {
        return new Answer(proxies.create(body.sent()).item());
    }

    @GET
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-read")
    public Answer get(@PathParam("itemId") String id) {
        return new Answer(proxies.require(id).item());
    }

    @PUT
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-all")
    public Answer update(@PathParam("itemId") String id, @NotNull Body<UpdateProxy> body) {
        return new Answer(proxies.update(id, body.sent()).item());
    }

    @DELETE
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-all")
    public Deleted delete(@PathParam("itemId") String id) {
        proxies.delete(id);
        return new Deleted(id);
    }

    /** @param isPreconfigured taken and not looked at: what comes from a client does not come from the configuration */
    public record CreateProxy(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull @Rule(ProxyUrl.class) String url,
            @NotNull String name,
            @JsonProperty("proxy_headers") @Rule(Headers.class) @Schema(nullable = true)
                    Map<String, JsonNode> proxyHeaders,
            @JsonProperty("certificate_authorities") @Schema(nullable = true) String certificateAuthorities,
            @Schema(nullable = true) String certificate,
            @JsonProperty("certificate_key") @Schema(nullable = true) String certificateKey,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured) {}

    /** Headers and certificates that are absent are cleared. */
    public record UpdateProxy(
            @Rule(ProxyUrl.class) String url,
            String name,
            @JsonProperty("proxy_headers") @Rule(Headers.class) @Schema(nullable = true)
                    Map<String, JsonNode> proxyHeaders,
            @JsonProperty("certificate_authorities") @Schema(nullable = true) String certificateAuthorities,
            @Schema(nullable = true) String certificate,
            @JsonProperty("certificate_key") @Schema(nullable = true) String certificateKey) {}

    public record ProxyItem(
            @NotNull String id,
            @NotNull String url,
            @NotNull String name,
            @JsonProperty("proxy_headers") @Schema(nullable = true) ObjectNode proxyHeaders,
            @JsonProperty("certificate_authorities") @Schema(nullable = true) String certificateAuthorities,
            @Schema(nullable = true) String certificate,
            @JsonProperty("certificate_key") @Schema(nullable = true) String certificateKey,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured) {}

    public record Answer(@NotNull @Schema(implementation = ProxyItem.class) ObjectNode item) {}

    public record Page(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = ProxyItem.class) List<ObjectNode> items,
            int total,
            int page,
            int perPage) {}

    /** An address of a proxy. */
    public static class ProxyUrl implements Rule.Check {
        private static final Pattern FORM = Pattern.compile("(https?|socks5)://[^\\s$.?#].\\S*");

        @Override
        public String problem(JsonNode value) {
            return FORM.matcher(value.textValue()).matches() ? null : "Invalid URL";
        }
    }

    /** Header values are texts, flags or numbers. */
    public static class Headers implements Rule.Check {
        @Override
        public String problem(JsonNode headers) {
            for (var header : headers.properties()) {
                if (!header.getValue().isValueNode() || header.getValue().isNull()) {
                    return "the value of header [%s] must be a string, a boolean or a number"
                            .formatted(header.getKey());
                }
            }
            return null;
        }
    }
}
