package dev.garrison.security.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.credentials.ReservedKeys;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestResponse;

/** Users over HTTP, as Elasticsearch offers them: {@code /_security/user}. */
@Path("/_security/user")
@Consumes(MediaType.APPLICATION_JSON)
public class UserResource {
    private static final String CHANGE_PASSWORD = "cluster:admin/xpack/security/user/change_password";

    private final UserService users;
    private final CurrentPrincipal caller;

    UserResource(UserService users, CurrentPrincipal caller) {
        this.users = users;
        this.caller = caller;
    }

    /**
     * @param username if sent, the name in the path
     * @param passwordHash bcrypt, instead of the password
     */
    public record PutUser(
            String username,
            @Rule(UserNames.Password.class) String password,
            @JsonProperty("password_hash") @Rule(UserNames.PasswordHash.class) String passwordHash,
            List<String> roles,
            @JsonProperty("full_name") @Schema(nullable = true) String fullName,
            @Schema(nullable = true) String email,
            @Rule(ReservedKeys.class) ObjectNode metadata,
            Boolean enabled) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "PutUser[…]";
        }
    }

    /** One of the two. */
    public record ChangePassword(
            @Rule(UserNames.Password.class) String password,
            @JsonProperty("password_hash") @Rule(UserNames.PasswordHash.class) String passwordHash) {
        @Override
        public String toString() {
            return "ChangePassword[…]";
        }
    }

    /** @param profileUid only where the client asks for it */
    public record UserDocument(
            String username,
            List<String> roles,
            @JsonProperty("full_name") @JsonInclude @Schema(nullable = true) String fullName,
            @JsonInclude @Schema(nullable = true) String email,
            ObjectNode metadata,
            boolean enabled,
            @JsonProperty("profile_uid") String profileUid) {
        static UserDocument of(User user, boolean withProfileUid) {
            return new UserDocument(
                    user.username,
                    user.roles,
                    user.fullName,
                    user.email,
                    user.metadata,
                    user.enabled,
                    withProfileUid ? user.profileUid : null);
        }
    }

    public record Created(boolean created) {}

    public record Found(boolean found) {}

    public record Done() {}

    @GET
    @RequirePrivileges(cluster = "read_security", action = "cluster:admin/xpack/security/user/get")
    public Map<String, UserDocument> list(
            @QueryParam("with_profile_uid") @DefaultValue("false") boolean withProfileUid) {
        return documents(users.list(null), withProfileUid);
    }

    /** @param usernames separated by commas */
    @GET
    @Path("/{usernames}")
    @RequirePrivileges(cluster = "read_security", action = "cluster:admin/xpack/security/user/get")
    public RestResponse<Map<String, UserDocument>> get(
            @PathParam("usernames") String usernames,
            @QueryParam("with_profile_uid") @DefaultValue("false") boolean withProfileUid) {
        var found = documents(users.list(List.of(usernames.split(","))), withProfileUid);
        return RestResponse.status(found.isEmpty() ? RestResponse.Status.NOT_FOUND : RestResponse.Status.OK, found);
    }

    private static Map<String, UserDocument> documents(List<User> users, boolean withProfileUid) {
        var documents = new LinkedHashMap<String, UserDocument>();
        users.forEach(user -> documents.put(user.username, UserDocument.of(user, withProfileUid)));
        return documents;
    }

    @PUT
    @Path("/{username}")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/put")
    public Created put(@PathParam("username") String username, @NotNull PutUser body) {
        if (body.username() != null && !body.username().equals(username)) {
            throw ApiException.badRequest(
                    "the name of the user [%s] in the path is not that of the body [%s]", username, body.username());
        }
        refuseBoth(body.password(), body.passwordHash());
        return new Created(users.put(username, body));
    }

    @POST
    @Path("/{username}")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/put")
    public Created post(@PathParam("username") String username, @NotNull PutUser body) {
        return put(username, body);
    }

    @DELETE
    @Path("/{username}")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/delete")
    public RestResponse<Found> delete(@PathParam("username") String username) {
        var found = users.delete(username);
        return RestResponse.status(found ? RestResponse.Status.OK : RestResponse.Status.NOT_FOUND, new Found(found));
    }

    /** Anybody may change the own password; another's needs {@code manage_security}. */
    @PUT
    @Path("/{username}/_password")
    @RequirePrivileges
    public Done changePassword(@PathParam("username") String username, @NotNull ChangePassword body) {
        var principal = caller.get();
        var own = principal.username().equals(username)
                && principal.realm().equals(User.realmOf(username))
                && principal.authenticationType().equals("realm"); // an API key must not lock its owner out
        if (!own && !principal.hasCluster("manage_security")) {
            throw ApiException.forbiddenAction(CHANGE_PASSWORD, principal, List.of("manage_security", "all"));
        }
        refuseBoth(body.password(), body.passwordHash());
        if (body.password() == null && body.passwordHash() == null) {
            throw ApiException.badRequest("Validation Failed: 1: password is missing;");
        }
        users.changePassword(username, body);
        return new Done();
    }

    @POST
    @Path("/{username}/_password")
    @RequirePrivileges
    public Done postPassword(@PathParam("username") String username, @NotNull ChangePassword body) {
        return changePassword(username, body);
    }

    @PUT
    @Path("/_password")
    @RequirePrivileges
    public Done changeOwnPassword(@NotNull ChangePassword body) {
        return changePassword(caller.username(), body);
    }

    @POST
    @Path("/_password")
    @RequirePrivileges
    public Done postOwnPassword(@NotNull ChangePassword body) {
        return changePassword(caller.username(), body);
    }

    @PUT
    @Path("/{username}/_enable")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/set_enabled")
    public Done enable(@PathParam("username") String username) {
        users.setEnabled(username, true, caller.get());
        return new Done();
    }

    @POST
    @Path("/{username}/_enable")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/set_enabled")
    public Done postEnable(@PathParam("username") String username) {
        return enable(username);
    }

    @PUT
    @Path("/{username}/_disable")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/set_enabled")
    public Done disable(@PathParam("username") String username) {
        users.setEnabled(username, false, caller.get());
        return new Done();
    }

    @POST
    @Path("/{username}/_disable")
    @RequirePrivileges(cluster = "manage_security", action = "cluster:admin/xpack/security/user/set_enabled")
    public Done postDisable(@PathParam("username") String username) {
        return disable(username);
    }

    private static void refuseBoth(String password, String passwordHash) {
        if (password != null && passwordHash != null) {
            throw ApiException.badRequest("Validation Failed: 1: only one of [password, passwordHash] can be set;");
        }
    }
}
