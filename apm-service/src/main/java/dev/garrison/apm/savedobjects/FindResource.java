package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** Searching saved objects over HTTP: {@code /api/saved_objects/_find}. */
@Path("/api/saved_objects")
public class FindResource {
    private final SavedObjectSearch search;

    FindResource(SavedObjectSearch search) {
        this.search = search;
    }

    @GET
    @Path("/_find")
    @RequirePrivileges
    @Deprecated
    public Found find(@BeanParam FindQuery query) {
        return search.find(query);
    }

    /** @param aggregations absent unless there were {@code aggs} */
    public record Found(
            int page,
            @JsonProperty("per_page") int perPage,
            long total,
            @JsonProperty("saved_objects") List<SavedObjectAnswer> savedObjects,
            ObjectNode aggregations) {}
}
