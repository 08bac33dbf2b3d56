package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.AuditedAction;
import dev.garrison.platform.kql.SqlCondition;
import dev.garrison.platform.security.Principal;
import dev.garrison.security.credentials.CredentialChanged;
import dev.garrison.security.credentials.CredentialChanged.Change;
import dev.garrison.security.credentials.RandomSecret;
import dev.garrison.security.roles.RoleDescriptor;
import dev.garrison.security.users.UserDeleted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** API keys. Each public method is one transaction. */
@ApplicationScoped
public class ApiKeyService {
    private static final String TARGET = "api_key";
    private static final int ID_BYTES = 15;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{20}");
    private static final byte[] NOBODYS_HASH = RandomSecret.generate().hash();

    private final ApiKeyRepository keys;
    private final Owners owners;
    private final Outbox outbox;
    private final AuditedAction audited;
    private final ObjectMapper json;
    private final Clock clock;

    ApiKeyService(
            ApiKeyRepository keys,
            Owners owners,
            Outbox outbox,
            AuditedAction audited,
            ObjectMapper json,
            Clock clock) {
        this.keys = keys;
        this.owners = owners;
        this.outbox = outbox;
        this.audited = audited;
        this.json = json;
        this.clock = clock;
    }

    /** @param secret the only sight of it that there ever is */
    record Created(ApiKey key, RandomSecret secret) {}

    /**
     * A key that acts for the caller, bounded by what the caller may do now.
     *
     * @param lifetime null for ever
     * @param descriptors role name to document, kept as sent; empty: everything that the caller may do
     * @throws ApiException 400: the caller is an API key, and the new one would grant something
     */
    @Transactional
    Created create(Principal caller, String name, Duration lifetime, ObjectNode descriptors, ObjectNode metadata) {
        if (caller.apiKeyId() != null && !RoleDescriptor.grantNothing(descriptors)) {
            throw ApiException.badRequest(
                    "creating derived api keys requires an explicit role descriptor that is empty (has no privileges)");
        }
        var secret = RandomSecret.generate();
        var key = new ApiKey();
        key.id = RandomSecret.randomText(ID_BYTES);
        key.name = name;
        key.secretHash = secret.hash();
        key.username = caller.username();
        key.realm = caller.realm();
        key.roleDescriptors = descriptors;
        key.limitedBy = documents(caller);
        key.metadata = metadata;
        key.createdAt = now();
        key.expiresAt = lifetime == null ? null : key.createdAt.plus(lifetime);
        keys.persist(key);
        audited.is("create_apikey", TARGET, key.id);
        return new Created(key, secret);
    }

    private ObjectNode documents(Principal caller) {
        return caller.apiKeyId() == null
                ? owners.documents(caller.username(), caller.realm())
                : find(caller.apiKeyId()).map(ApiKey::documents).orElseGet(json::createObjectNode);
    }

    public Optional<ApiKey> find(String id) {
        return ID.matcher(id).matches() ? keys.findByIdOptional(id) : Optional.empty();
    }

    List<ApiKey> list(ApiKeyFilter filter) {
        return keys.matching(filter);
    }

    /** @param total how many match */
    record Page(List<ApiKey> keys, long total) {}

    Page page(SqlCondition condition, ApiKeySort sort, int from, int size) {
        return new Page(keys.page(condition, sort, from, size), keys.count(condition));
    }

    /**
     * Changes what is not null, and bounds the key by what its owner may do now.
     *
     * @return false: everything was so already
     * @throws ApiException 404: the caller owns no such key; 400: it is invalidated or expired
     */
    @Transactional
    boolean update(String id, Principal owner, Duration lifetime, ObjectNode descriptors, ObjectNode metadata) {
        audited.is("change_apikey", TARGET, id);
        var key = keys.lock(id)
                .filter(found -> found.username.equals(owner.username()) && found.realm.equals(owner.realm()))
                .orElseThrow(() -> ApiException.notFound("no API key owned by requesting user found for ID [%s]", id));
        if (key.invalidatedAt != null) {
            throw ApiException.badRequest("cannot update invalidated API key [%s]", id);
        }
        if (key.isExpired(now())) {
            throw ApiException.badRequest("cannot update expired API key [%s]", id);
        }
        var limit = owners.documents(owner.username(), owner.realm());
        var same = lifetime == null
                && (descriptors == null || descriptors.equals(key.roleDescriptors))
                && (metadata == null || metadata.equals(key.metadata))
                && limit.equals(key.limitedBy);
        if (same) {
            return false;
        }
        key.limitedBy = limit;
        key.roleDescriptors = descriptors == null ? key.roleDescriptors : descriptors;
        key.metadata = metadata == null ? key.metadata : metadata;
        key.expiresAt = lifetime == null ? key.expiresAt : now().plus(lifetime);
        outbox.publish(new CredentialChanged(key.username, id, Change.API_KEY_UPDATED));
        return true;
    }

    /** Ids of keys that this call ended, and of those that had been ended before. */
    record Invalidated(List<String> now, List<String> before) {}

    /** They stop at once, and are kept for a while to be seen. */
    @Transactional
    Invalidated invalidate(ApiKeyFilter filter) {
        var found = keys.lock(filter);
        var good = found.stream().filter(key -> key.invalidatedAt == null).toList();
        end(good);
        var ended = good.stream().map(key -> key.id).toList();
        audited.is("invalidate_apikeys", TARGET, ended);
        return new Invalidated(
                ended,
                found.stream()
                        .filter(key -> !good.contains(key))
                        .map(key -> key.id)
                        .toList());
    }

    /** Somebody who gets the name later must not find keys that act for them. */
    void ownerDeleted(@Observes UserDeleted owner) {
        end(keys.lock(new ApiKeyFilter(null, null, owner.username(), owner.realm(), null)).stream()
                .filter(key -> key.invalidatedAt == null)
                .toList());
    }

    private void end(List<ApiKey> good) {
        keys.invalidate(good, now());
        outbox.publishAll(good.stream()
                .map(key -> new CredentialChanged(key.username, key.id, Change.API_KEY_INVALIDATED))
                .toList());
    }

    /** The key whose secret this is, if it is good and so is its owner. */
    public Optional<ApiKey> authenticate(String id, RandomSecret secret) {
        var stored = find(id);
        var right = secret.matches(stored.map(key -> key.secretHash).orElse(NOBODYS_HASH));
        return stored.filter(key -> right
                && key.invalidatedAt == null
                && !key.isExpired(now())
                && owners.isActive(key.username, key.realm));
    }

    private Instant now() {
        return clock.instant();
    }
}
