package dev.garrison.security.apikeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.credentials.ReservedKeys;
import dev.garrison.security.roles.RoleDescriptor;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** API keys over HTTP, as Elasticsearch offers them: {@code /_security/api_key}. */
@Path("/_security/api_key")
@Consumes(MediaType.APPLICATION_JSON)
public class ApiKeyResource {
    private static final String CREATE = "cluster:admin/xpack/security/api_key/create";
    private static final String READ = "cluster:admin/xpack/security/api_key/get";
    private static final String UPDATE = "cluster:admin/xpack/security/api_key/update";
    private static final String INVALIDATE = "cluster:admin/xpack/security/api_key/invalidate";

    private final ApiKeyService keys;
    private final Owners owners;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;
    private final Clock clock;

    ApiKeyResource(ApiKeyService keys, Owners owners, CurrentPrincipal caller, ObjectMapper json, Clock clock) {
        this.keys = keys;
        this.owners = owners;
        this.caller = caller;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param expiration e.g. {@code 7d}; never, where absent
     * @param roleDescriptors role name to document; none: whatever the owner may do
     */
    public record CreateApiKey(
            @NotNull @Rule(ApiKeyName.class) String name,
            @Rule(TimeSpan.Ahead.class) String expiration,
            @JsonProperty("role_descriptors") @Rule(RoleDescriptor.Wellformed.class) ObjectNode roleDescriptors,
            @Rule(ReservedKeys.class) ObjectNode metadata) {}

    /** What is absent stays. */
    public record UpdateApiKey(
            @Rule(TimeSpan.Ahead.class) String expiration,
            @JsonProperty("role_descriptors") @Rule(RoleDescriptor.Wellformed.class) ObjectNode roleDescriptors,
            @Rule(ReservedKeys.class) ObjectNode metadata) {}

    /** @param id the older form of {@code ids} with one */
    public record InvalidateApiKeys(
            List<String> ids,
            String id,
            String name,
            String username,
            @JsonProperty("realm_name") String realmName,
            Boolean owner) {}

    /** @param name exact, or with a {@code *} at its end */
    public record Query(
            @QueryParam("id") String id,
            @QueryParam("name") String name,
            @QueryParam("username") String username,
            @QueryParam("realm_name") String realmName,
            @QueryParam("owner") boolean owner,
            @QueryParam("active_only") boolean activeOnly,
            @QueryParam("with_limited_by") boolean withLimitedBy,
            @QueryParam("with_profile_uid") boolean withProfileUid) {}

    /**
     * @param expiration milliseconds since 1970
     * @param apiKey the secret, shown this once
     * @param encoded base64 of {@code id:api_key}, as sent in the header {@code Authorization: ApiKey …}
     */
    public record Created(
            String id, String name, Long expiration, @JsonProperty("api_key") String apiKey, String encoded) {
        static Created of(ApiKeyService.Created created) {
            var key = created.key();
            var secret = created.secret().value();
            var encoded = Base64.getEncoder().encodeToString((key.id + ":" + secret).getBytes(StandardCharsets.UTF_8));
            return new Created(key.id, key.name, millis(key.expiresAt), secret, encoded);
        }

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Created[" + id + "]";
        }
    }

    public record ApiKeys(@JsonProperty("api_keys") List<ApiKeyDocument> apiKeys) {}

    /**
     * @param creation and expiration, invalidation: milliseconds since 1970
     * @param limitedBy one map of role documents, where the client asks for it
     * @param sort what it was sorted by, where the client asked for an order
     */
    public record ApiKeyDocument(
            String id,
            String name,
            String type,
            long creation,
            Long expiration,
            boolean invalidated,
            Long invalidation,
            String username,
            String realm,
            @JsonProperty("realm_type") String realmType,
            ObjectNode metadata,
            @JsonProperty("role_descriptors") ObjectNode roleDescriptors,
            @JsonProperty("limited_by") List<ObjectNode> limitedBy,
            @JsonProperty("profile_uid") String profileUid,
            @JsonProperty("_sort") List<Object> sort) {
        static ApiKeyDocument of(
                ApiKey key, Owners owners, boolean withLimitedBy, boolean withProfileUid, List<Object> sort) {
            return new ApiKeyDocument(
                    key.id,
                    key.name,
                    "rest",
                    key.createdAt.toEpochMilli(),
                    millis(key.expiresAt),
                    key.invalidatedAt != null,
                    millis(key.invalidatedAt),
                    key.username,
                    key.realm,
                    owners.realmType(key.realm),
                    key.metadata,
                    key.roleDescriptors,
                    withLimitedBy ? List.of(key.limitedBy) : null,
                    withProfileUid ? owners.profileUid(key.username, key.realm) : null,
                    sort);
        }
    }

    public record Updated(boolean updated) {}

    public record Invalidated(
            @JsonProperty("invalidated_api_keys") List<String> invalidatedApiKeys,
            @JsonProperty("previously_invalidated_api_keys") List<String> previouslyInvalidatedApiKeys,
            @JsonProperty("error_count") int errorCount) {}

    @PUT
    @RequirePrivileges(cluster = "manage_own_api_key", action = CREATE)
    public Created create(@NotNull CreateApiKey body) {
        return Created.of(keys.create(
                caller.get(),
                body.name(),
                lifetime(body.expiration()),
                orEmpty(body.roleDescriptors()),
                orEmpty(body.metadata())));
    }

    @POST
    @RequirePrivileges(cluster = "manage_own_api_key", action = CREATE)
    public Created post(@NotNull CreateApiKey body) {
        return create(body);
    }

    /** Without {@code read_security} or {@code manage_api_key}: only the caller's own keys. */
    @GET
    @RequirePrivileges(
            cluster = {"read_security", "manage_own_api_key"},
            action = READ)
    public RestResponse<ApiKeys> list(@BeanParam Query query) {
        var filter = filter(
                query.id() == null ? null : List.of(query.id()),
                query.name(),
                query.username(),
                query.realmName(),
                query.owner(),
                query.activeOnly() ? clock.instant() : null);
        if (!caller.get().hasCluster("read_security")) {
            requireOwn(filter, READ);
        }
        var found = keys.list(filter).stream()
                .map(key -> ApiKeyDocument.of(key, owners, query.withLimitedBy(), query.withProfileUid(), null))
                .toList();
        var unknownId = query.id() != null && found.isEmpty();
        return RestResponse.status(
                unknownId ? RestResponse.Status.NOT_FOUND : RestResponse.Status.OK, new ApiKeys(found));
    }

    /** Only the owner may, and not by means of an API key. */
    @PUT
    @Path("/{id}")
    @RequirePrivileges(cluster = "manage_own_api_key", action = UPDATE)
    public Updated update(@PathParam("id") String id, UpdateApiKey body) {
        if (caller.get().apiKeyId() != null) {
            throw ApiException.badRequest(
                    "authentication via API key not supported: only the owner user can update an API key");
        }
        var change = body == null ? new UpdateApiKey(null, null, null) : body;
        return new Updated(keys.update(
                id, caller.get(), lifetime(change.expiration()), change.roleDescriptors(), change.metadata()));
    }

    /** Without {@code manage_api_key}: only the caller's own keys. */
    @DELETE
    @RequirePrivileges(cluster = "manage_own_api_key", action = INVALIDATE)
    public RestResponse<Invalidated> invalidate(@NotNull InvalidateApiKeys body) {
        if (body.id() != null && body.ids() != null) {
            throw invalid("Must use either [id] or [ids], not both at the same time");
        }
        var ids = body.id() == null ? body.ids() : List.of(body.id());
        if (ids != null && ids.isEmpty()) {
            throw invalid("Field [ids] cannot be an empty array");
        }
        var filter =
                filter(ids, body.name(), body.username(), body.realmName(), Boolean.TRUE.equals(body.owner()), null);
        if (filter.equals(new ApiKeyFilter(null, null, null, null, null))) {
            throw invalid("One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag"
                    + " is false");
        }
        if (!caller.get().hasCluster("manage_api_key")) {
            requireOwn(filter, INVALIDATE);
        }
        var ended = keys.invalidate(filter);
        var none = ended.now().isEmpty() && ended.before().isEmpty();
        return RestResponse.status(
                none ? RestResponse.Status.NOT_FOUND : RestResponse.Status.OK,
                new Invalidated(ended.now(), ended.before(), 0));
    }

    private ApiKeyFilter filter(
            List<String> ids, String name, String username, String realm, boolean owner, Instant goodAt) {
        var byOwner = hasText(username) || hasText(realm);
        if (owner && byOwner) {
            throw invalid("neither username nor realm-name may be specified when retrieving owned API keys");
        }
        if (ids != null && hasText(name)) {
            throw invalid("only one of [api key id, api key name] can be specified");
        }
        if ((ids != null || hasText(name)) && byOwner) {
            throw invalid(
                    "username or realm name must not be specified when the api key id or api key name is specified");
        }
        return new ApiKeyFilter(
                ids,
                hasText(name) ? name : null,
                owner ? caller.username() : hasText(username) ? username : null,
                owner ? caller.get().realm() : hasText(realm) ? realm : null,
                goodAt);
    }

    /** @throws ApiException 403: the filter may find keys of somebody else */
    private void requireOwn(ApiKeyFilter filter, String action) {
        var principal = caller.get();
        var ownByName = principal.username().equals(filter.username())
                && principal.realm().equals(filter.realm());
        var itself =
                principal.apiKeyId() != null && List.of(principal.apiKeyId()).equals(filter.ids());
        if (!ownByName && !itself && !principal.hasCluster("manage_api_key")) {
            throw ApiException.forbiddenAction(action, principal, List.of("manage_api_key", "manage_security", "all"));
        }
    }

    private static boolean hasText(String text) {
        return text != null && !text.isBlank();
    }

    private static Duration lifetime(String expiration) {
        return expiration == null ? null : TimeSpan.parse(expiration);
    }

    private ObjectNode orEmpty(ObjectNode node) {
        return node == null ? json.createObjectNode() : node;
    }

    private static Long millis(Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private static ApiException invalid(String problem) {
        return ApiException.badRequest("Validation Failed: 1: %s;", problem);
    }
}
