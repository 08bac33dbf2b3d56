package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Wording;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/** Agent configurations over HTTP: {@code /api/apm/settings/agent-configuration}. */
@Path("/api/apm/settings/agent-configuration")
@Consumes(MediaType.APPLICATION_JSON)
@Wording.Of(IoTsWording.class)
public class AgentConfigurationResource {
    private static final String EVERY_ENVIRONMENT = "ALL_OPTION_VALUE";

    private final AgentConfigurationService configurations;

    AgentConfigurationResource(AgentConfigurationService configurations) {
        this.configurations = configurations;
    }

    @PUT
    @RequirePrivileges({"apm", "apm_settings_write"})
    public Map<String, Object> write(@QueryParam("overwrite") boolean overwrite, @NotNull Write body) {
        configurations.write(body.service(), body.settings(), body.agentName(), overwrite);
        return Map.of();
    }

    @GET
    @RequirePrivileges("apm")
    public Configurations list() {
        return new Configurations(configurations.all().stream()
                .map(stored -> Configuration.of(stored, null))
                .toList());
    }

    @GET
    @Path("/view")
    @RequirePrivileges("apm")
    public Configuration view(@QueryParam("name") String name, @QueryParam("environment") String environment) {
        var stored = configurations.require(new ServiceKey(name, environment));
        return Configuration.of(stored, stored.id.toString());
    }

    @DELETE
    @RequirePrivileges({"apm", "apm_settings_write"})
    public Deleted delete(@NotNull Delete body) {
        configurations.delete(
                body.service() != null ? body.service() : new ServiceKey(body.name(), body.environment()));
        return new Deleted("deleted");
    }

    /** Nothing found is 200 without a body: that is what APM Server takes for "no settings". */
    @POST
    @Path("/search")
    @RequirePrivileges("apm")
    public RestResponse<Found> search(@NotNull Search body) {
        var found = configurations.search(body.service(), body.etag(), Boolean.TRUE.equals(body.markAsApplied()));
        return RestResponse.ok(found.map(Found::of).orElse(null));
    }

    @GET
    @Path("/environments")
    @RequirePrivileges("apm")
    public Environments environments(@QueryParam("serviceName") String serviceName) {
        var environments = new ArrayList<Environment>();
        environments.add(
                new Environment(EVERY_ENVIRONMENT, configurations.isConfigured(new ServiceKey(serviceName, null))));
        configurations
                .environments(serviceName)
                .forEach(known -> environments.add(new Environment(known.name(), known.configured())));
        return new Environments(environments);
    }

    @GET
    @Path("/agent_name")
    @RequirePrivileges("apm")
    public AgentName agentName(@QueryParam("serviceName") @NotNull String serviceName) {
        return new AgentName(configurations.agentName(serviceName).orElse(null));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Write(
            @JsonProperty("agent_name") @Size(max = 1024) String agentName,
            @NotNull ServiceKey service,
            @NotNull Map<String, String> settings) {}

    /** The service as an object, or its name and environment themselves: clients send both forms. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Delete(ServiceKey service, String name, String environment) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Search(
            String etag,
            @JsonProperty("mark_as_applied_by_agent") Boolean markAsApplied,
            @NotNull ServiceKey service) {}

    public record Configurations(List<Configuration> configurations) {}

    /**
     * @param id only where one configuration was asked for by name
     * @param timestamp of the last change, in milliseconds since 1970
     */
    public record Configuration(
            String id,
            ServiceKey service,
            ObjectNode settings,
            @JsonProperty("agent_name") String agentName,
            @JsonProperty("@timestamp") long timestamp,
            @JsonProperty("applied_by_agent") boolean appliedByAgent,
            String etag) {
        static Configuration of(AgentConfiguration stored, String id) {
            return new Configuration(
                    id,
                    new ServiceKey(stored.serviceName, stored.environment),
                    stored.settings,
                    stored.agentName,
                    stored.changedAt.toEpochMilli(),
                    stored.appliedByAgent,
                    stored.etag);
        }
    }

    public record Found(
            @JsonProperty("_id") String id,
            @JsonProperty("_index") String index,
            @JsonProperty("_score") int score,
            @JsonProperty("_source") Configuration source) {
        static Found of(AgentConfiguration stored) {
            return new Found(
                    stored.id.toString(), ".apm-agent-configuration", stored.score(), Configuration.of(stored, null));
        }
    }

    public record Deleted(String result) {}

    public record Environments(List<Environment> environments) {}

    public record Environment(String name, boolean alreadyConfigured) {}

    public record AgentName(String agentName) {}
}
