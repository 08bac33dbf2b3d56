package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.platform.http.ListParameter;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Packages, to look at: {@code /api/fleet/epm/packages}. */
@Path("/api/fleet/epm/packages")
@Consumes(MediaType.APPLICATION_JSON)
public class PackageResource {
    static final String TEN_MINUTES = "max-age=600";

    private final PackageList packages;
    private final InstalledList installed;
    private final PackageInfos infos;
    private final Installations installations;
    private final PackageUses uses;

    PackageResource(
            PackageList packages,
            InstalledList installed,
            PackageInfos infos,
            Installations installations,
            PackageUses uses) {
        this.packages = packages;
        this.installed = installed;
        this.infos = infos;
        this.installations = installations;
        this.uses = uses;
    }

    @GET
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    @APIResponse(
            responseCode = "200",
            description = "All packages",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Items.class)))
    public RestResponse<Items> list(
            @QueryParam("category") String category,
            @QueryParam("prerelease") boolean prerelease,
            @QueryParam("excludeInstallStatus") @DefaultValue("false") boolean excludeInstallStatus) {
        var answer =
                RestResponse.ResponseBuilder.ok(new Items(packages.list(category, prerelease, !excludeInstallStatus)));
        return excludeInstallStatus
                ? answer.header(HttpHeaders.CACHE_CONTROL, TEN_MINUTES).build()
                : answer.build();
    }

    @GET
    @Path("/installed")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public InstalledList.Page installed(@BeanParam InstalledQuery query) {
        var after = query.searchAfter() == null ? List.<String>of() : ListParameter.of(query.searchAfter());
        return installed.page(
                query.nameQuery() == null ? "" : query.nameQuery(),
                query.dataStreamType() == null ? null : query.dataStreamType().name(),
                Boolean.TRUE.equals(query.showOnlyActiveDataStreams()),
                after.isEmpty() ? null : after.get(0),
                query.sortOrder() == SortOrder.desc,
                query.perPage());
    }

    @GET
    @Path("/limited")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public Names limited() {
        return new Names(packages.limited());
    }

    @GET
    @Path("/{pkgName}")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public Answer get(@PathParam("pkgName") String name, @BeanParam InfoQuery query) {
        return getVersion(name, null, query);
    }

    @GET
    @Path("/{pkgName}/{pkgVersion}")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public Answer getVersion(
            @PathParam("pkgName") String name, @PathParam("pkgVersion") String version, @BeanParam InfoQuery query) {
        var item = infos.get(name, version, isTrue(query.full()), isTrue(query.prerelease()));
        var metadata = query.withMetadata() ? new Metadata(uses.count(name).packagePolicies() > 0) : null;
        return new Answer(item, metadata);
    }

    @PUT
    @Path("/{pkgName}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Updated update(@PathParam("pkgName") String name, @NotNull Update body) {
        return updateVersion(name, null, body);
    }

    @PUT
    @Path("/{pkgName}/{pkgVersion}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Updated updateVersion(
            @PathParam("pkgName") String name, @PathParam("pkgVersion") String version, @NotNull Update body) {
        installations.keepPoliciesUpToDate(name, body.keepPoliciesUpToDate());
        return new Updated(infos.get(name, version, false, false));
    }

    @GET
    @Path("/{pkgName}/stats")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public Stats stats(@PathParam("pkgName") String name) {
        var counts = uses.count(name);
        return new Stats(new Counts(counts.agentPolicies(), counts.packagePolicies()));
    }

    private static boolean isTrue(Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    /** Kinds of data. */
    public enum DataStreamType {
        logs,
        metrics,
        traces,
        synthetics,
        profiles
    }

    /** By name. */
    public enum SortOrder {
        asc,
        desc
    }

    /**
     * Which installed packages.
     *
     * @param nameQuery what their names begin with
     * @param searchAfter of the page before
     */
    public record InstalledQuery(
            @QueryParam("dataStreamType") DataStreamType dataStreamType,
            @QueryParam("showOnlyActiveDataStreams") Boolean showOnlyActiveDataStreams,
            @QueryParam("nameQuery") String nameQuery,
            @QueryParam("searchAfter") List<String> searchAfter,
            @QueryParam("perPage") @DefaultValue("15") @Min(0) @Max(10_000) int perPage,
            @QueryParam("sortOrder") SortOrder sortOrder) {}

    /**
     * How a package is to be described.
     *
     * @param ignoreUnverified taken and not looked at: no signature is asked for
     * @param full from the package itself
     */
    public record InfoQuery(
            @QueryParam("ignoreUnverified") Boolean ignoreUnverified,
            @QueryParam("prerelease") Boolean prerelease,
            @QueryParam("full") Boolean full,
            @QueryParam("withMetadata") @DefaultValue("false") boolean withMetadata) {}

    public record Update(@NotNull Boolean keepPoliciesUpToDate) {}

    public record Items(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = PackageItem.class)
                    Collection<ObjectNode> items) {}

    public record Names(@NotNull List<String> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(@NotNull @Schema(implementation = PackageItem.class) ObjectNode item, Metadata metadata) {}

    public record Metadata(@NotNull @JsonProperty("has_policies") Boolean hasPolicies) {}

    public record Updated(@NotNull @Schema(implementation = PackageItem.class) ObjectNode item) {}

    public record Stats(@NotNull Counts response) {}

    public record Counts(
            @NotNull @JsonProperty("agent_policy_count") Integer agentPolicies,
            @NotNull @JsonProperty("package_policy_count") Integer packagePolicies) {}
}
