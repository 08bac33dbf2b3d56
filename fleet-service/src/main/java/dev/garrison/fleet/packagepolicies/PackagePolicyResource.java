package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.packagepolicies.PackagePolicyList.Format;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Package policies over HTTP: {@code /api/fleet/package_policies}. */
@Path("/api/fleet/package_policies")
@Consumes(MediaType.APPLICATION_JSON)
public class PackagePolicyResource {
    private final PackagePolicyService policies;
    private final PackagePolicySearch search;
    private final PackagePolicyDeletion deletion;

    PackagePolicyResource(PackagePolicyService policies, PackagePolicySearch search, PackagePolicyDeletion deletion) {
        this.policies = policies;
        this.search = search;
        this.deletion = deletion;
    }

    @GET
    @RequirePrivileges(
            value = {"fleet-agent-policies-read", "integrations-read"},
            instead = {PackageAccess.READ_POLICY_MANAGEMENT, PackageAccess.WRITE_POLICY_MANAGEMENT})
    public Page list(@BeanParam PackagePolicyList list) {
        var found = search.list(list);
        return new Page(found.items(), found.total(), list.page(), list.perPage());
    }

    @POST
    @RequirePrivileges({"fleet-agent-policies-all", "integrations-all"})
    public Answer create(@QueryParam("format") Format format, @NotNull Body<CreatePackagePolicy> body) {
        return answer(policies.create(body.sent()), format);
    }

    @POST
    @Path("/_bulk_get")
    @RequirePrivileges(
            value = {"fleet-agent-policies-read", "integrations-read"},
            instead = {PackageAccess.READ_POLICY_MANAGEMENT, PackageAccess.WRITE_POLICY_MANAGEMENT})
    public Items bulkGet(@QueryParam("format") Format format, @NotNull BulkGet body) {
        return new Items(search.bulkGet(body.ids(), Boolean.TRUE.equals(body.ignoreMissing()), format));
    }

    @GET
    @Path("/{packagePolicyId}")
    @RequirePrivileges(
            value = {"fleet-agent-policies-read", "integrations-read"},
            instead = {PackageAccess.READ_POLICY_MANAGEMENT, PackageAccess.WRITE_POLICY_MANAGEMENT})
    public Answer get(@PathParam("packagePolicyId") String id, @QueryParam("format") Format format) {
        return answer(policies.require(id), format);
    }

    @PUT
    @Path("/{packagePolicyId}")
    @RequirePrivileges(
            value = {"fleet-agent-policies-all", "integrations-all"},
            instead = PackageAccess.WRITE_POLICY_MANAGEMENT)
    public Answer update(
            @PathParam("packagePolicyId") String id,
            @QueryParam("format") Format format,
            @NotNull Body<UpdatePackagePolicy> body) {
        return answer(policies.update(id, body.sent()), format);
    }

    @DELETE
    @Path("/{packagePolicyId}")
    @RequirePrivileges({"fleet-agent-policies-all", "integrations-all"})
    public Deleted delete(@PathParam("packagePolicyId") String id, @QueryParam("force") Boolean force) {
        deletion.delete(id, Boolean.TRUE.equals(force));
        return new Deleted(id);
    }

    @POST
    @Path("/delete")
    @RequirePrivileges({"fleet-agent-policies-all", "integrations-all"})
    public List<PackagePolicyDeletion.Result> deleteAll(@NotNull Delete body) {
        return deletion.delete(body.packagePolicyIds(), Boolean.TRUE.equals(body.force()));
    }

    private static Answer answer(PackagePolicy policy, Format format) {
        return new Answer(PackagePolicyItems.of(policy, format == Format.simplified));
    }

    /** @param ignoreMissing leave out what does not exist, instead of 404 */
    public record BulkGet(@NotNull List<String> ids, Boolean ignoreMissing) {}

    public record Delete(@NotNull List<String> packagePolicyIds, Boolean force) {}

    public record Deleted(@NotNull String id) {}

    public record Answer(@NotNull @Schema(implementation = PackagePolicyItem.class) ObjectNode item) {}

    public record Items(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = PackagePolicyItem.class)
                    List<ObjectNode> items) {}

    public record Page(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = PackagePolicyItem.class) List<ObjectNode> items,
            long total,
            int page,
            int perPage) {}
}
