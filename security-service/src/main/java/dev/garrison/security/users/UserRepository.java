package dev.garrison.security.users;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class UserRepository implements PanacheRepositoryBase<User, String> {
    /** @return whether the user is new; otherwise nothing changed, and whoever was creating it at the same time has committed */
    boolean insertIfAbsent(String username, String role, Instant now) {
        return getEntityManager()
                        .createNativeQuery(
                                """
                                insert into security_user (username, roles, profile_uid, created_at, updated_at)
                                values (:username, string_to_array(:role, ','), :uid, :now, :now)
                                on conflict (username) do nothing""")
                        .setParameter("username", username)
                        .setParameter("role", role)
                        .setParameter("uid", User.profileUidOf(username))
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    /** Locked until commit: of two changes at once one comes second. */
    Optional<User> lock(String username) {
        return findByIdOptional(username, LockModeType.PESSIMISTIC_WRITE);
    }

    List<User> named(Collection<String> usernames) {
        return list("username in ?1", Sort.by("username"), usernames);
    }

    List<User> all() {
        return listAll(Sort.by("username"));
    }
}
