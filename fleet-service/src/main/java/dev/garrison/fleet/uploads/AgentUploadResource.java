package dev.garrison.fleet.uploads;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Files that agents have sent: {@code /api/fleet/agents/…/uploads} and {@code /api/fleet/agents/files}. */
@Path("/api/fleet/agents")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentUploadResource {
    private final AgentUploads uploads;
    private final AgentFiles files;

    AgentUploadResource(AgentUploads uploads, AgentFiles files) {
        this.uploads = uploads;
        this.files = files;
    }

    @GET
    @Path("/{agentId}/uploads")
    @RequirePrivileges("fleet-agents-read")
    public Uploaded list(@PathParam("agentId") String agentId) {
        return new Uploaded(uploads.of(agentId));
    }

    /** @param name under which the client keeps it */
    @GET
    @Path("/files/{fileId}/{fileName}")
    @RequirePrivileges("fleet-agents-read")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response download(@PathParam("fileId") String fileId, @PathParam("fileName") String name) {
        var file = files.findReady(fileId).orElseThrow(() -> ApiException.notFound("File %s not found", fileId));
        StreamingOutput content = to -> files.copy(file, to);
        return Response.ok(content, MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, file.size())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + printable(name) + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "max-age=31536000, immutable")
                .header("x-content-type-options", "nosniff")
                .build();
    }

    /** Removes the content; that there was a file is known for a while. */
    @DELETE
    @Path("/files/{fileId}")
    @RequirePrivileges("fleet-agents-all")
    public Deleted delete(@PathParam("fileId") String fileId) {
        files.delete(fileId);
        return new Deleted(fileId, true);
    }

    /** A client chose it, so it must not end the header that it is in. */
    private static String printable(String name) {
        return name.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_");
    }

    public record Uploaded(@NotNull List<AgentUpload> items) {}

    public record Deleted(@NotNull String id, boolean deleted) {}
}
