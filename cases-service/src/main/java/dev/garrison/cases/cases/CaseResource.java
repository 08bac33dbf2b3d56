package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ListParameter;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import dev.garrison.platform.http.Wording;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;

/** Cases over HTTP: {@code /api/cases}. Privileges go by a case's owner, so {@link CaseAccess} asks for them. */
@Path("/api/cases")
@Consumes(MediaType.APPLICATION_JSON)
@Wording.Of(CasesWording.class)
public class CaseResource {
    private final CaseService cases;
    private final ObjectMapper json;

    CaseResource(CaseService cases, ObjectMapper json) {
        this.cases = cases;
        this.json = json;
    }

    @POST
    @RequirePrivileges
    public CaseDocument create(@NotNull CreateCase body) {
        return CaseDocument.of(cases.create(body), json);
    }

    @GET
    @Path("/{caseId}")
    @RequirePrivileges
    public CaseDocument get(
            @PathParam("caseId") String id,
            @QueryParam("includeComments") @DefaultValue("true") boolean includeComments) {
        return CaseDocument.of(cases.require(id), json);
    }

    @DELETE
    @RequirePrivileges
    public void delete(@QueryParam("ids") @NotNull @Rule(Limits.DeletedIds.class) List<String> ids) {
        cases.delete(ListParameter.of(ids));
    }

    @GET
    @Path("/_find")
    @RequirePrivileges
    public Cases find(@BeanParam CaseFilter filter) {
        var found = cases.find(filter);
        var counted = filter.status().isEmpty() ? Arrays.asList(Status.values()) : filter.status();
        return new Cases(
                found.page().stream()
                        .map(stored -> CaseDocument.of(stored, json))
                        .toList(),
                filter.page(),
                filter.perPage(),
                counted.stream().distinct().mapToLong(found.ofStatus()::get).sum(),
                found.ofStatus().get(Status.OPEN),
                found.ofStatus().get(Status.IN_PROGRESS),
                found.ofStatus().get(Status.CLOSED));
    }

    /** @param total of the chosen statuses; the counts are of all */
    public record Cases(
            List<CaseDocument> cases,
            int page,
            @JsonProperty("per_page") int perPage,
            long total,
            @JsonProperty("count_open_cases") long open,
            @JsonProperty("count_in_progress_cases") long inProgress,
            @JsonProperty("count_closed_cases") long closed) {}
}
