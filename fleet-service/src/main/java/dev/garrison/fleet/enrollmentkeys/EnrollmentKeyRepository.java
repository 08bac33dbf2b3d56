package dev.garrison.fleet.enrollmentkeys;

import dev.garrison.fleet.Kuery;
import dev.garrison.platform.kql.KqlFields;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class EnrollmentKeyRepository implements PanacheRepositoryBase<EnrollmentKey, String> {
    private static final KqlFields FIELDS = KqlFields.builder("fleet-enrollment-api-keys")
            .keyword("policy_id", "k.policy_id")
            .bool("active", "k.active")
            .keyword("name", "k.name")
            .keyword("api_key_id", "k.api_key_id")
            .date("created_at", "k.created_at")
            .build();

    private final Clock clock;

    EnrollmentKeyRepository(Clock clock) {
        this.clock = clock;
    }

    record Page(List<EnrollmentKey> keys, long total) {}

    /** The newest first. */
    Page search(int page, int perPage, String kuery) {
        var matching = Kuery.compile(FIELDS, kuery, clock);
        var count = getSession()
                .createNativeQuery(
                        "select count(*) from enrollment_api_key k where " + matching.numbered(1), Long.class);
        matching.bind(1, count::setParameter);
        var query = getSession()
                .createNativeQuery(
                        "select k.* from enrollment_api_key k where " + matching.numbered(3)
                                + " order by k.created_at desc, k.id limit ?1 offset ?2",
                        EnrollmentKey.class)
                .setParameter(1, perPage)
                .setParameter(2, (page - 1L) * perPage);
        matching.bind(3, query::setParameter);
        return new Page(query.getResultList(), (Long) count.getSingleResult());
    }

    /** Whether there is such an agent policy, which then is not deleted before the caller's transaction ends. */
    boolean policyStays(String policyId) {
        return !getSession()
                .createNativeQuery("select 1 from agent_policy where id = ?1 for key share", Integer.class)
                .setParameter(1, policyId)
                .getResultList()
                .isEmpty();
    }

    /** @return false: the policy has another active key that was given this name */
    boolean insert(EnrollmentKey key) {
        return getSession()
                        .createNativeMutationQuery(
                                """
                                insert into enrollment_api_key (id, policy_id, name, given_name, api_key_id,
                                    secret_encrypted, secret_hash, active, expires_at, created_at)
                                values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, cast(?9 as timestamptz), ?10)
                                on conflict do nothing""")
                        .setParameter(1, key.id)
                        .setParameter(2, key.policyId)
                        .setParameter(3, key.name)
                        .setParameter(4, key.givenName)
                        .setParameter(5, key.apiKeyId)
                        .setParameter(6, key.secretEncrypted)
                        .setParameter(7, key.secretHash)
                        .setParameter(8, key.active)
                        .setParameter(9, key.expiresAt)
                        .setParameter(10, key.createdAt)
                        .executeUpdate()
                == 1;
    }

    Optional<EnrollmentKey> byApiKeyId(String apiKeyId) {
        return find("apiKeyId", apiKeyId).firstResultOptional();
    }

    List<String> policiesWithoutKey() {
        return getSession()
                .createNativeQuery(
                        """
                        select p.id from agent_policy p
                        where not exists (select from enrollment_api_key k where k.policy_id = p.id and k.active)
                        order by p.id for key share""",
                        String.class)
                .getResultList();
    }
}
