package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Exporting saved objects over HTTP: {@code /api/saved_objects/_export}. */
@Path("/api/saved_objects")
@Consumes(MediaType.APPLICATION_JSON)
public class ExportResource {
    static final String NDJSON = "application/ndjson";

    private final ExportFile export;

    ExportResource(ExportFile export) {
        this.export = export;
    }

    @POST
    @Path("/_export")
    @Produces(NDJSON)
    @RequirePrivileges
    public RestResponse<String> export(@NotNull Export body) {
        return RestResponse.ResponseBuilder.ok(export.write(body), NDJSON)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"export.ndjson\"")
                .build();
    }

    /**
     * Either types or objects.
     *
     * @param type {@code *} for all
     * @param hasReference {@code {type, id}} or a list of them, one of which an object must refer to
     */
    public record Export(
            @OneOf({String[].class, String.class}) JsonNode type,
            @Size(max = ExportFile.LIMIT) List<ObjectKey> objects,
            @OneOf({ObjectKey.class, ObjectKey[].class}) JsonNode hasReference,
            String search,
            Boolean includeReferencesDeep,
            Boolean excludeExportDetails) {}
}
