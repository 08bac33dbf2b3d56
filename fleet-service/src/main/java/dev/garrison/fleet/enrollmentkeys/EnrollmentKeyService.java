package dev.garrison.fleet.enrollmentkeys;

import dev.garrison.fleet.apikeys.ApiKey;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Enrollment keys. Revoking one does not touch the agents that it has let in. */
@ApplicationScoped
public class EnrollmentKeyService {
    private static final String DEFAULT_NAME = "Default";

    private final EnrollmentKeyRepository keys;
    private final Secrets secrets;
    private final Clock clock;

    EnrollmentKeyService(EnrollmentKeyRepository keys, Secrets secrets, Clock clock) {
        this.keys = keys;
        this.secrets = secrets;
        this.clock = clock;
    }

    record Page(List<EnrollmentKeyItem> items, long total) {}

    @Transactional
    Page list(int page, int perPage, String kuery) {
        var found = keys.search(page, perPage, kuery);
        return new Page(found.keys().stream().map(this::item).toList(), found.total());
    }

    /** @throws ApiException 404 */
    @Transactional
    EnrollmentKeyItem get(String id) {
        return item(require(id));
    }

    /**
     * @param name null for none; the key's full name ends in its id
     * @param expiration e.g. {@code 7d}; null for never
     * @throws ApiException 404: no such agent policy; 409: it has an active key of that name; 400: the expiration is no time span
     */
    @Transactional
    EnrollmentKeyItem create(String policyId, String name, String expiration) {
        var expiresAt = Expiration.after(clock.instant(), expiration);
        if (!keys.policyStays(policyId)) {
            throw ApiException.notFound("Agent policy %s not found", policyId);
        }
        var key = newKey(policyId, name == null || name.isEmpty() ? null : name);
        key.expiresAt = expiresAt;
        if (!keys.insert(key)) {
            throw ApiException.conflict(
                    "An enrollment key named %s already exists for agent policy %s", name, policyId);
        }
        return item(key);
    }

    /** The key that every agent policy begins with. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void createDefault(String policyId) {
        keys.insert(newKey(policyId, DEFAULT_NAME));
    }

    /** Gives a key to each agent policy that has none, or only revoked ones. */
    @Transactional
    public void ensureDefaults() {
        keys.policiesWithoutKey().forEach(this::createDefault);
    }

    /** @throws ApiException 404 */
    @Transactional
    void revoke(String id) {
        require(id).active = false;
    }

    /** The key that an agent shows, if it is one, is active and has not expired. Compares in constant time. */
    @Transactional
    public Optional<EnrollmentKey> authenticate(ApiKey shown) {
        return keys.byApiKeyId(shown.id())
                .filter(key -> shown.matches(key.secretHash))
                .filter(key -> key.isUsable(clock.instant()));
    }

    private EnrollmentKey require(String id) {
        return keys.findByIdOptional(id)
                .orElseThrow(() -> ApiException.notFound("Enrollment api key %s not found", id));
    }

    private EnrollmentKey newKey(String policyId, String name) {
        var secret = ApiKey.generate();
        var key = new EnrollmentKey();
        key.id = UUID.randomUUID().toString();
        key.policyId = policyId;
        key.name = name == null ? key.id : name + " (" + key.id + ")";
        key.givenName = name;
        key.apiKeyId = secret.id();
        key.secretEncrypted = secrets.encrypt(purpose(key), secret.secret());
        key.secretHash = secret.hash();
        key.active = true;
        key.createdAt = clock.instant();
        return key;
    }

    private EnrollmentKeyItem item(EnrollmentKey key) {
        var secret = secrets.decrypt(purpose(key), key.secretEncrypted);
        return new EnrollmentKeyItem(
                key.id,
                key.active,
                new ApiKey(key.apiKeyId, secret).encoded(),
                key.apiKeyId,
                key.createdAt,
                key.name,
                key.policyId,
                null,
                null);
    }

    private static String purpose(EnrollmentKey key) {
        return "fleet.enrollment_api_key." + key.id;
    }
}
