package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.PolicyCompiler.Reader;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What agents make of a policy: {@code /api/fleet/agent_policies/{id}/full} and {@code …/download}. */
@Path("/api/fleet/agent_policies/{agentPolicyId}")
public class FullAgentPolicyResource {
    private final CompiledPolicies compiled;
    private final KubernetesManifest kubernetes;

    FullAgentPolicyResource(CompiledPolicies compiled, KubernetesManifest kubernetes) {
        this.compiled = compiled;
        this.kubernetes = kubernetes;
    }

    @GET
    @Path("/full")
    @RequirePrivileges("fleet-agent-policies-read")
    public Answer full(@PathParam("agentPolicyId") String id, @BeanParam Variant variant) {
        var policy = compile(id, variant);
        return new Answer(variant.isKubernetes() ? kubernetes.standalone(policy) : policy);
    }

    @GET
    @Path("/download")
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-setup"})
    @APIResponse(
            responseCode = "200",
            description = "The policy as a file",
            content = @Content(mediaType = "text/x-yaml", schema = @Schema(implementation = String.class)))
    public Response download(@PathParam("agentPolicyId") String id, @BeanParam Variant variant) {
        var policy = compile(id, variant);
        return variant.isKubernetes()
                ? attachment(
                        "elastic-agent-standalone-kubernetes.yml",
                        kubernetes.standalone(policy).textValue())
                : attachment("elastic-agent.yml", PolicyFile.write(policy));
    }

    private ObjectNode compile(String id, Variant variant) {
        var reader = variant.isStandalone() ? Reader.STANDALONE : Reader.ADMINISTRATOR;
        return compiled.compileNow(id, reader).orElseThrow(() -> ApiException.notFound("Agent policy not found"));
    }

    private static Response attachment(String fileName, String text) {
        return Response.ok(text, "text/x-yaml")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"")
                .build();
    }

    /**
     * How a policy is wanted.
     *
     * @param download taken and not looked at: the path says whether
     * @param standalone for an agent without Fleet
     * @param kubernetes within the manifest of a standalone agent
     */
    public record Variant(
            @QueryParam("download") Boolean download,
            @QueryParam("standalone") Boolean standalone,
            @QueryParam("kubernetes") Boolean kubernetes) {

        boolean isKubernetes() {
            return Boolean.TRUE.equals(kubernetes);
        }

        boolean isStandalone() {
            return isKubernetes() || Boolean.TRUE.equals(standalone);
        }
    }

    /** @param item the policy, or the text of a manifest */
    public record Answer(@NotNull @Schema(anyOf = {String.class, FullAgentPolicy.class}) JsonNode item) {}
}
