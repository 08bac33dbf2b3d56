package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Importing saved objects over HTTP: {@code /api/saved_objects/_import} and {@code …/_resolve_import_errors}. */
@Path("/api/saved_objects")
@Consumes(MediaType.MULTIPART_FORM_DATA)
public class ImportResource {
    private final ImportFile files;
    private final Importer importer;
    private final SavedObjectAccess access;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;

    ImportResource(
            ImportFile files, Importer importer, SavedObjectAccess access, CurrentPrincipal caller, ObjectMapper json) {
        this.files = files;
        this.importer = importer;
        this.access = access;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Path("/_import")
    @RequirePrivileges
    public ImportAnswer importFile(
            @RestForm("file") FileUpload file,
            @QueryParam("overwrite") boolean overwrite,
            @QueryParam("createNewCopies") boolean createNewCopies,
            @QueryParam("compatibilityMode") boolean compatibilityMode) {
        if (overwrite && createNewCopies) {
            throw ApiException.badRequest("[request query]: cannot use [overwrite] with [createNewCopies]");
        }
        refuseBoth(createNewCopies, compatibilityMode);
        return run(files.read(file), new Importer.Options(overwrite, createNewCopies, compatibilityMode, null));
    }

    @POST
    @Path("/_resolve_import_errors")
    @RequirePrivileges
    public ImportAnswer resolve(
            @RestForm("file") FileUpload file,
            @RestForm("retries") String retries,
            @QueryParam("createNewCopies") boolean createNewCopies,
            @QueryParam("compatibilityMode") boolean compatibilityMode) {
        refuseBoth(createNewCopies, compatibilityMode);
        var asked = Retries.byKey(readRetries(retries));
        return run(files.read(file), new Importer.Options(false, createNewCopies, compatibilityMode, asked));
    }

    private ImportAnswer run(List<ImportedObject> objects, Importer.Options options) {
        access.require(
                Operation.create,
                "bulk_create",
                objects.stream().map(ImportedObject::type).toList());
        return importer.run(caller.space(), objects, options, access.author());
    }

    private static void refuseBoth(boolean createNewCopies, boolean compatibilityMode) {
        if (createNewCopies && compatibilityMode) {
            throw ApiException.badRequest("[request query]: cannot use [createNewCopies] with [compatibilityMode]");
        }
    }

    /** A form has no types of its own: the retries are a text with JSON in it. */
    private List<Retry> readRetries(String sent) {
        if (sent == null) {
            throw ApiException.badRequest("[request body.retries]: expected value of type [array] but got [undefined]");
        }
        try {
            var list = json.readTree(sent);
            if (!list.isArray() || !Storable.is(list)) {
                throw ApiException.badRequest("[request body.retries]: could not parse array value from json input");
            }
            var retries = new ArrayList<Retry>();
            for (int i = 0; i < list.size(); i++) {
                requireText(list.get(i), i, "type");
                requireText(list.get(i), i, "id");
                retries.add(json.treeToValue(list.get(i), Retry.class));
            }
            return retries;
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("[request body.retries]: could not parse array value from json input");
        }
    }

    private static void requireText(JsonNode retry, int index, String field) {
        if (!retry.path(field).isTextual()) {
            throw ApiException.badRequest(
                    "[request body.retries.%s.%s]: expected value of type [string] but got [undefined]", index, field);
        }
    }
}
