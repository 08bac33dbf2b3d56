package dev.garrison.security.signingkeys;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

@ApplicationScoped
class SigningKeyRepository implements PanacheRepositoryBase<SigningKey, String> {
    /** Keys that sign, will sign or have signed until then, in that order. */
    List<SigningKey> signingAfter(Instant time) {
        return list("signsUntil > ?1", Sort.by("signsFrom"), time);
    }

    /** Until commit no other replica makes keys. */
    void lockAll() {
        getEntityManager()
                .createNativeQuery("lock table signing_key in share row exclusive mode")
                .executeUpdate();
    }

    void deleteRetiredBy(Instant time) {
        delete("signsUntil <= ?1", time);
    }
}
