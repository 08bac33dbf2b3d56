package dev.garrison.security.serviceaccounts;

import dev.garrison.security.credentials.RandomSecret;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

@ApplicationScoped
class ServiceTokenRepository implements PanacheRepositoryBase<ServiceToken, ServiceToken.Key> {
    /** @return false: the account has a token of that name */
    boolean insertIfAbsent(String account, String name, RandomSecret secret, Instant now) {
        return getEntityManager()
                        .createNativeQuery(
                                """
                                insert into service_token (account, name, secret_hash, created_at)
                                values (:account, :name, :hash, :now) on conflict do nothing""")
                        .setParameter("account", account)
                        .setParameter("name", name)
                        .setParameter("hash", secret.hash())
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    List<ServiceToken> of(String account) {
        return list("account", Sort.by("name"), account);
    }
}
