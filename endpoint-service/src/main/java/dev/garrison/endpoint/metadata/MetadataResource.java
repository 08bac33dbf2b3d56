package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.ListParameter;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Hosts over HTTP: {@code /api/endpoint/metadata}. */
@Path("/api/endpoint/metadata")
public class MetadataResource {
    private static final String STATUSES = "healthy|unhealthy|offline|updating|inactive|unenrolled";

    private final HostRepository hosts;

    MetadataResource(HostRepository hosts) {
        this.hosts = hosts;
    }

    @GET
    @RequirePrivileges("securitySolution")
    public Hosts list(@BeanParam Filter filter) {
        var descending = filter.sortDirection != Direction.asc;
        var sort = filter.sortField == null ? SortField.ENROLLED_AT : filter.sortField;
        var found = hosts.list(
                ListParameter.of(filter.hostStatuses), filter.kuery, sort, descending, filter.page, filter.pageSize);
        return new Hosts(
                found.hosts().stream().map(HostInfo::of).toList(),
                found.total(),
                filter.page,
                filter.pageSize,
                sort,
                descending ? Direction.desc : Direction.asc);
    }

    @GET
    @Path("/{id}")
    @RequirePrivileges("securitySolution")
    public HostInfo get(@PathParam("id") String id) {
        return hosts.find(id)
                .map(HostInfo::of)
                .orElseThrow(() -> ApiException.notFound("Endpoint with id %s not found", id));
    }

    /** @param page from 1 */
    public record Filter(
            @QueryParam("page") @DefaultValue("1") @Min(1) @Max(1_000_000) int page,
            @QueryParam("pageSize") @DefaultValue("10") @Min(1) @Max(100) int pageSize,
            @QueryParam("kuery") String kuery,
            @QueryParam("hostStatuses") @Size(max = 20)
                    List<
                                    @Pattern(
                                            regexp = STATUSES,
                                            message = "expected value to equal one of [" + STATUSES + "]")
                                    String>
                            hostStatuses,
            @QueryParam("sortField") SortField sortField,
            @QueryParam("sortDirection") Direction sortDirection) {}

    public enum Direction {
        asc,
        desc
    }

    /** What hosts may be sorted by. Of applied Endpoint policies nothing is known yet: they leave the order to the agents' ids. */
    public enum SortField {
        @JsonProperty("enrolled_at")
        ENROLLED_AT("enrolled_at", "enrolled_at"),
        @JsonProperty("metadata.host.hostname")
        HOSTNAME("metadata.host.hostname", "hostname collate \"C\""),
        @JsonProperty("host_status")
        HOST_STATUS("host_status", "host_status collate \"C\""),
        @JsonProperty("metadata.Endpoint.policy.applied.name")
        POLICY_NAME("metadata.Endpoint.policy.applied.name", "cast(null as text)"),
        @JsonProperty("metadata.Endpoint.policy.applied.status")
        POLICY_STATUS("metadata.Endpoint.policy.applied.status", "cast(null as text)"),
        @JsonProperty("metadata.host.os.name")
        OS_NAME("metadata.host.os.name", "os_name collate \"C\""),
        @JsonProperty("metadata.host.ip")
        IP("metadata.host.ip", "ip collate \"C\""),
        @JsonProperty("metadata.agent.version")
        AGENT_VERSION("metadata.agent.version", "agent_version collate \"C\""),
        @JsonProperty("last_checkin")
        LAST_CHECKIN("last_checkin", "last_checkin");

        private final String wireName;
        final String sql;

        SortField(String wireName, String sql) {
            this.wireName = wireName;
            this.sql = sql;
        }

        /** How Quarkus reads it from the query, where the pipeline has let only known names pass. */
        public static SortField fromString(String wireName) {
            return Arrays.stream(values())
                    .filter(field -> field.wireName.equals(wireName))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public record Hosts(
            List<HostInfo> data, long total, int page, int pageSize, SortField sortField, Direction sortDirection) {}

    public record HostInfo(
            ObjectNode metadata,
            @JsonProperty("host_status") String hostStatus,
            @JsonProperty("policy_info") PolicyInfo policyInfo,
            @JsonProperty("last_checkin") Instant lastCheckin) {
        static HostInfo of(Host host) {
            return new HostInfo(
                    host.metadata(),
                    host.hostStatus,
                    host.policyId == null
                            ? null
                            : new PolicyInfo(new AgentPolicy(new Applied(host.policyId, host.policyRevision))),
                    host.lastCheckin);
        }
    }

    public record PolicyInfo(AgentPolicy agent) {}

    /** @param applied the agent policy that the agent runs */
    public record AgentPolicy(Applied applied) {}

    public record Applied(String id, Long revision) {}
}
