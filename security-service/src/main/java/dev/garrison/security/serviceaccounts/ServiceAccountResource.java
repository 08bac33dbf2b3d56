package dev.garrison.security.serviceaccounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/** Tokens of service accounts over HTTP, as Elasticsearch offers them: {@code /_security/service}. */
@Path("/_security/service/{namespace}/{service}/credential")
public class ServiceAccountResource {
    private static final String CREATE = "cluster:admin/xpack/security/service_account/token/create";

    private final ServiceTokenService tokens;

    ServiceAccountResource(ServiceTokenService tokens) {
        this.tokens = tokens;
    }

    public record Created(boolean created, Token token) {}

    /** @param value shown this once */
    public record Token(String name, String value) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Token[" + name + "]";
        }
    }

    /**
     * @param tokens names of the account's tokens, each with an empty object
     * @param nodesCredentials tokens in files of Elasticsearch's nodes: there are none
     */
    public record Credentials(
            @JsonProperty("service_account") String serviceAccount,
            int count,
            Map<String, Nothing> tokens,
            @JsonProperty("nodes_credentials") NodesCredentials nodesCredentials) {}

    public record NodesCredentials(
            @JsonProperty("_nodes") Nodes nodes, @JsonProperty("file_tokens") Map<String, Nothing> fileTokens) {}

    public record Nodes(int total, int successful, int failed) {}

    public record Nothing() {}

    public record Found(boolean found) {}

    @POST
    @Path("/token")
    @RequirePrivileges(cluster = "manage_service_account", action = CREATE)
    public Created create(@PathParam("namespace") String namespace, @PathParam("service") String service) {
        return createNamed(namespace, service, null);
    }

    @PUT
    @Path("/token")
    @RequirePrivileges(cluster = "manage_service_account", action = CREATE)
    public Created put(@PathParam("namespace") String namespace, @PathParam("service") String service) {
        return createNamed(namespace, service, null);
    }

    @POST
    @Path("/token/{name}")
    @RequirePrivileges(cluster = "manage_service_account", action = CREATE)
    public Created createNamed(
            @PathParam("namespace") String namespace,
            @PathParam("service") String service,
            @PathParam("name") String name) {
        var created = tokens.create(namespace + "/" + service, name);
        return new Created(true, new Token(created.name(), created.encoded()));
    }

    @PUT
    @Path("/token/{name}")
    @RequirePrivileges(cluster = "manage_service_account", action = CREATE)
    public Created putNamed(
            @PathParam("namespace") String namespace,
            @PathParam("service") String service,
            @PathParam("name") String name) {
        return createNamed(namespace, service, name);
    }

    @GET
    @RequirePrivileges(
            cluster = {"manage_service_account", "read_security"},
            action = "cluster:admin/xpack/security/service_account/credential/get")
    public Credentials get(@PathParam("namespace") String namespace, @PathParam("service") String service) {
        var names = new LinkedHashMap<String, Nothing>();
        tokens.list(namespace + "/" + service).forEach(token -> names.put(token.name, new Nothing()));
        return new Credentials(
                namespace + "/" + service, names.size(), names, new NodesCredentials(new Nodes(1, 1, 0), Map.of()));
    }

    @DELETE
    @Path("/token/{name}")
    @RequirePrivileges(
            cluster = "manage_service_account",
            action = "cluster:admin/xpack/security/service_account/token/delete")
    public RestResponse<Found> delete(
            @PathParam("namespace") String namespace,
            @PathParam("service") String service,
            @PathParam("name") String name) {
        var found = tokens.delete(namespace + "/" + service, name);
        return RestResponse.status(found ? RestResponse.Status.OK : RestResponse.Status.NOT_FOUND, new Found(found));
    }
}
