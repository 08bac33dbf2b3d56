package dev.garrison.fleet.packagepolicies;

import dev.garrison.platform.http.ApiException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Map;

/**
 * Which package policies a list shows, and how.
 *
 * @param showUpgradeable taken and, as by Kibana, not looked at
 */
public record PackagePolicyList(
        @QueryParam("page") @DefaultValue("1") @Min(1) int page,
        @QueryParam("perPage") @DefaultValue("20") @Min(0) @Max(10_000) int perPage,
        @QueryParam("sortField") @DefaultValue("updated_at") String sortField,
        @QueryParam("sortOrder") @DefaultValue("desc") SortOrder sortOrder,
        @QueryParam("showUpgradeable") Boolean showUpgradeable,
        @QueryParam("kuery") String kuery,
        @QueryParam("format") Format format,
        @QueryParam("withAgentCount") Boolean withAgentCount) {
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("id", "p.id"),
            Map.entry("name", "p.name"),
            Map.entry("namespace", "p.namespace"),
            Map.entry("enabled", "p.enabled"),
            Map.entry("is_managed", "p.is_managed"),
            Map.entry("revision", "p.revision"),
            Map.entry("created_at", "p.created_at"),
            Map.entry("created_by", "p.created_by"),
            Map.entry("updated_at", "p.updated_at"),
            Map.entry("updated_by", "p.updated_by"),
            Map.entry("output_id", "p.output_id"),
            Map.entry("package.name", "p.package_name"),
            Map.entry("package.version", "p.package_version"));

    /** Direction of a sort. */
    public enum SortOrder {
        asc,
        desc
    }

    /** How inputs are shown. */
    public enum Format {
        simplified,
        legacy
    }

    /** @throws ApiException 400: not to be sorted by */
    String sortColumn() {
        var column = COLUMNS.get(sortField);
        if (column == null) {
            throw ApiException.badRequest("Unknown sort field %s", sortField);
        }
        return column;
    }
}
