package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.security.roles.Roles;
import dev.garrison.security.serviceaccounts.ServiceAccount;
import dev.garrison.security.users.User;
import dev.garrison.security.users.UserService;
import jakarta.enterprise.context.ApplicationScoped;

/** Who API keys may act for: users and service accounts. */
@ApplicationScoped
public class Owners {
    private final UserService users;
    private final Roles roles;
    private final ObjectMapper json;

    Owners(UserService users, Roles roles, ObjectMapper json) {
        this.users = users;
        this.roles = roles;
        this.json = json;
    }

    /** Whether the owner may log in: what acts for somebody who may not stops with them. */
    public boolean isActive(String username, String realm) {
        return realm.equals(ServiceAccount.REALM)
                ? ServiceAccount.find(username).isPresent()
                : users.find(username).filter(User::enabled).isPresent();
    }

    /** Documents of the owner's roles as they are now, by name; empty where there is no such owner. */
    public ObjectNode documents(String username, String realm) {
        return realm.equals(ServiceAccount.REALM)
                ? ServiceAccount.find(username).map(ServiceAccount::documents).orElseGet(json::createObjectNode)
                : users.find(username)
                        .map(user -> roles.documents(user.roles()))
                        .orElseGet(json::createObjectNode);
    }
}
