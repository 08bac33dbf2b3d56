package dev.garrison.fleet.agentpolicies;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

/**
 * Which agent policies a list shows, and how.
 *
 * @param showUpgradeable taken and, as by Kibana, not looked at
 * @param noAgentCount false: count agents; the former way to say {@code withAgentCount}
 * @param full with package policies
 * @param format of package policies
 */
public record AgentPolicyList(
        @QueryParam("page") @DefaultValue("1") @Min(1) int page,
        @QueryParam("perPage") @DefaultValue("20") @Min(0) @Max(10_000) int perPage,
        @QueryParam("sortField") @DefaultValue("updated_at") SortField sortField,
        @QueryParam("sortOrder") @DefaultValue("desc") SortOrder sortOrder,
        @QueryParam("showUpgradeable") Boolean showUpgradeable,
        @QueryParam("kuery") String kuery,
        @QueryParam("noAgentCount") Boolean noAgentCount,
        @QueryParam("withAgentCount") Boolean withAgentCount,
        @QueryParam("full") Boolean full,
        @QueryParam("format") Format format) {

    /** What a list may be sorted by, as clients call it. */
    public enum SortField {
        id,
        name,
        namespace,
        status,
        revision,
        updated_at,
        updated_by,
        is_managed,
        inactivity_timeout,
        unenroll_timeout,
        data_output_id,
        monitoring_output_id,
        download_source_id,
        fleet_server_host_id
    }

    /** Direction of a sort. */
    public enum SortOrder {
        asc,
        desc
    }

    /** How package policies show their inputs. */
    public enum Format {
        simplified,
        legacy
    }

    boolean countsAgents() {
        return Boolean.TRUE.equals(withAgentCount) || Boolean.FALSE.equals(noAgentCount);
    }

    boolean isFull() {
        return Boolean.TRUE.equals(full);
    }
}
