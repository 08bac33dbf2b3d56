package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.security.jwt.JwtRealm;
import dev.garrison.security.jwt.JwtUser;
import dev.garrison.security.jwt.JwtUsers;
import dev.garrison.security.roles.Roles;
import dev.garrison.security.serviceaccounts.ServiceAccount;
import dev.garrison.security.users.User;
import dev.garrison.security.users.UserService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who API keys may act for: users, also those of the JWT realm, and service accounts. */
@ApplicationScoped
public class Owners {
    private final UserService users;
    private final JwtUsers jwtUsers;
    private final Roles roles;
    private final ObjectMapper json;

    Owners(UserService users, JwtUsers jwtUsers, Roles roles, ObjectMapper json) {
        this.users = users;
        this.jwtUsers = jwtUsers;
        this.roles = roles;
        this.json = json;
    }

    /** Whether the owner may log in: what acts for somebody who may not stops with them. */
    public boolean isActive(String username, String realm) {
        return realm.equals(ServiceAccount.REALM)
                ? ServiceAccount.find(username).isPresent()
                : jwtUsers.find(realm, username).isPresent()
                        || user(username, realm).filter(User::enabled).isPresent();
    }

    /** Of this realm: one may have the name of somebody in another. */
    private Optional<User> user(String username, String realm) {
        return users.find(username).filter(user -> user.realm().equals(realm));
    }

    /** Documents of the owner's roles as they are now, by name; empty where there is no such owner. */
    public ObjectNode documents(String username, String realm) {
        return realm.equals(ServiceAccount.REALM)
                ? ServiceAccount.find(username).map(ServiceAccount::documents).orElseGet(json::createObjectNode)
                : jwtUsers.find(realm, username)
                        .map(JwtUser::roles)
                        .or(() -> user(username, realm).map(User::roles))
                        .map(roles::documents)
                        .orElseGet(json::createObjectNode);
    }

    public String profileUid(String username, String realm) {
        return jwtUsers.find(realm, username).map(JwtUser::profileUid).orElseGet(() -> User.profileUidOf(username));
    }

    /** {@code native}, {@code jwt}, … */
    String realmType(String realm) {
        return jwtUsers.owns(realm) ? JwtRealm.TYPE : realm;
    }
}
