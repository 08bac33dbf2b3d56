package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.PackageResource.DataStreamType;
import dev.garrison.fleet.epm.PackageResource.SortOrder;
import dev.garrison.fleet.epm.install.CustomIntegrations;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** What the package manager has besides packages: {@code /api/fleet/epm}. */
@Path("/api/fleet/epm")
@Consumes(MediaType.APPLICATION_JSON)
public class EpmResource {
    private final Categories categories;
    private final CustomIntegrations customIntegrations;
    private final CurrentPrincipal principal;

    EpmResource(Categories categories, CustomIntegrations customIntegrations, CurrentPrincipal principal) {
        this.categories = categories;
        this.customIntegrations = customIntegrations;
        this.principal = principal;
    }

    @GET
    @Path("/categories")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    @APIResponse(
            responseCode = "200",
            description = "Categories with how many packages are in them",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CategoryList.class)))
    public RestResponse<CategoryList> categories(
            @QueryParam("prerelease") boolean prerelease,
            @QueryParam("include_policy_templates") boolean includePolicyTemplates) {
        return RestResponse.ResponseBuilder.ok(new CategoryList(categories.list(prerelease, includePolicyTemplates)))
                .header(HttpHeaders.CACHE_CONTROL, PackageResource.TEN_MINUTES)
                .build();
    }

    @POST
    @Path("/custom_integrations")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public PackageInstallResource.Answer create(@NotNull CreateCustomIntegration body) {
        var datasets = body.datasets().stream()
                .map(dataset -> new CustomIntegrations.Dataset(
                        dataset.name(), dataset.type().name()))
                .toList();
        return PackageInstallResource.Answer.of(
                customIntegrations.create(body.integrationName(), datasets, principal.username(), principal.space()));
    }

    /** Packages are not held against a key, so there is none to name. */
    @GET
    @Path("/verification_key_id")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public VerificationKey verificationKey() {
        return new VerificationKey(null);
    }

    /** Data streams that data has come in for; agents send theirs to their outputs and not here, so there are none. */
    @GET
    @Path("/data_streams")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public DataStreams dataStreams(
            @QueryParam("type") DataStreamType type,
            @QueryParam("datasetQuery") String datasetQuery,
            @QueryParam("sortOrder") @DefaultValue("asc") SortOrder sortOrder,
            @QueryParam("uncategorisedOnly") @DefaultValue("false") boolean uncategorisedOnly) {
        return new DataStreams(List.of());
    }

    public record CategoryList(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = Category.class) List<ObjectNode> items) {}

    @Schema(additionalProperties = Schema.True.class)
    public record Category(
            @NotNull String id,
            @NotNull String title,
            @NotNull Integer count,
            @JsonProperty("parent_id") String parentId,
            @JsonProperty("parent_title") String parentTitle) {}

    /** @param force taken and not looked at: nothing that it would override is checked */
    public record CreateCustomIntegration(
            @NotNull String integrationName, @NotNull List<NewDataset> datasets, Boolean force) {}

    public record NewDataset(@NotNull String name, @NotNull DataStreamType type) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record VerificationKey(@Schema(nullable = true) String id) {}

    public record DataStreams(@NotNull List<DataStream> items) {}

    public record DataStream(@NotNull String name) {}
}
