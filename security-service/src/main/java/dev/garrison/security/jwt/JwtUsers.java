package dev.garrison.security.jwt;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;

/** What the tokens said of their users: what they may give to an API key, and who they are. */
@ApplicationScoped
public class JwtUsers implements PanacheRepositoryBase<JwtUser, JwtUser.Key> {
    private final JwtRealm realm;
    private final Clock clock;

    JwtUsers(JwtRealm realm, Clock clock) {
        this.realm = realm;
        this.clock = clock;
    }

    /** Empty also where the realm is not in use any more: API keys of its users stop with it. */
    public Optional<JwtUser> find(String realmName, String username) {
        return realm.is(realmName) ? findByIdOptional(new JwtUser.Key(realmName, username)) : Optional.empty();
    }

    public boolean owns(String realmName) {
        return realm.is(realmName);
    }

    /** Writes only when a token says something new. */
    @Transactional
    public void remember(JwtUser user) {
        var known = findByIdOptional(new JwtUser.Key(user.realm, user.username));
        if (known.isPresent() && known.get().isAs(user)) {
            return;
        }
        getEntityManager()
                .createNativeQuery(
                        """
                        insert into jwt_user (realm, username, roles, full_name, email, updated_at)
                        values (:realm, :username, string_to_array(:roles, ','), :fullName, :email, :now)
                        on conflict (realm, username) do update
                        set roles = excluded.roles, full_name = excluded.full_name, email = excluded.email,
                            updated_at = excluded.updated_at""")
                .setParameter("realm", user.realm)
                .setParameter("username", user.username)
                .setParameter("roles", String.join(",", user.roles))
                .setParameter("fullName", user.fullName)
                .setParameter("email", user.email)
                .setParameter("now", clock.instant())
                .executeUpdate();
    }
}
