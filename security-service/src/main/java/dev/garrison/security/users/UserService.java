package dev.garrison.security.users;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.AuditedAction;
import dev.garrison.platform.security.Principal;
import dev.garrison.security.credentials.CredentialChanged;
import dev.garrison.security.credentials.CredentialChanged.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Users and their passwords. Each public method is one transaction. */
@ApplicationScoped
public class UserService {
    private static final String SUPERUSER = "superuser";
    private static final String TARGET = "user";

    private final UserRepository users;
    private final Passwords passwords;
    private final Outbox outbox;
    private final Event<UserDeleted> deleted;
    private final AuditedAction audited;
    private final ObjectMapper json;
    private final Clock clock;

    UserService(
            UserRepository users,
            Passwords passwords,
            Outbox outbox,
            Event<UserDeleted> deleted,
            AuditedAction audited,
            ObjectMapper json,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.outbox = outbox;
        this.deleted = deleted;
        this.audited = audited;
        this.json = json;
        this.clock = clock;
    }

    @Transactional
    void createSuperuser(@Observes StartupEvent event) {
        users.insertIfAbsent(User.ELASTIC, SUPERUSER, clock.instant());
    }

    public Optional<User> find(String username) {
        return UserNames.isValid(username) ? users.findByIdOptional(username) : Optional.empty();
    }

    /** @param usernames null for everybody */
    public List<User> list(Collection<String> usernames) {
        return usernames == null ? users.all() : users.named(usernames);
    }

    /**
     * Creates the user or replaces everything but the password, which stays where none is given.
     *
     * @return whether the user is new
     * @throws ApiException 400: reserved, a bad name, or a new user without a password
     */
    @Transactional
    public boolean put(String username, UserResource.PutUser body) {
        audited.is("put_user", TARGET, username);
        refuseReserved(username, "and only the password can be changed");
        UserNames.check(username);
        var hash = body.password() == null ? body.passwordHash() : passwords.hash(body.password());
        var created = users.insertIfAbsent(username, "", clock.instant());
        if (created && hash == null) {
            throw invalid("password must be specified unless you are updating an existing user");
        }
        var user = users.lock(username).orElseThrow();
        var before = Login.of(user);
        user.roles = body.roles() == null ? List.of() : body.roles();
        user.fullName = body.fullName();
        user.email = body.email();
        user.metadata = body.metadata() == null ? json.createObjectNode() : body.metadata();
        user.enabled = body.enabled() == null || body.enabled();
        if (hash != null) {
            user.passwordHash = hash;
        }
        user.updatedAt = clock.instant();
        if (!created && !before.equals(Login.of(user))) {
            publish(username, Change.USER_CHANGED);
        }
        return created;
    }

    /** @return whether there was such a user */
    @Transactional
    public boolean delete(String username) {
        audited.is("delete_user", TARGET, username);
        refuseReserved(username, "and cannot be deleted");
        var user = UserNames.isValid(username) ? users.lock(username) : Optional.<User>empty();
        if (user.isEmpty()) {
            return false;
        }
        users.delete(user.get());
        deleted.fire(new UserDeleted(username, user.get().realm()));
        publish(username, Change.USER_DELETED);
        return true;
    }

    /** @throws ApiException 400: no such user */
    @Transactional
    public void changePassword(String username, UserResource.ChangePassword body) {
        audited.is("change_password", TARGET, username);
        var hash = body.password() == null ? body.passwordHash() : passwords.hash(body.password());
        var user = require(username, "user must exist in order to change password");
        user.passwordHash = hash;
        user.updatedAt = clock.instant();
        publish(username, Change.USER_CHANGED);
    }

    /** @throws ApiException 400: reserved, the caller's own account, or no such user */
    @Transactional
    public void setEnabled(String username, boolean enabled, Principal caller) {
        audited.is(enabled ? "change_enable_user" : "change_disable_user", TARGET, username);
        refuseReserved(username, "and only the password can be changed");
        if (caller.username().equals(username) && caller.realm().equals(User.realmOf(username))) {
            throw ApiException.badRequest("users may not update the enabled status of their own account");
        }
        var user = require(username, "only existing users can be " + (enabled ? "enabled" : "disabled"));
        if (user.enabled != enabled) {
            user.enabled = enabled;
            user.updatedAt = clock.instant();
            publish(username, Change.USER_CHANGED);
        }
    }

    private User require(String username, String orElse) {
        var user = UserNames.isValid(username) ? users.lock(username) : Optional.<User>empty();
        return user.orElseThrow(() -> invalid(orElse));
    }

    private void publish(String username, Change change) {
        outbox.publish(CredentialChanged.ofUser(username, change));
    }

    private static void refuseReserved(String username, String rule) {
        if (User.isReserved(username)) {
            throw ApiException.badRequest("user [%s] is reserved %s", username, rule);
        }
    }

    private static ApiException invalid(String problem) {
        return ApiException.badRequest("Validation Failed: 1: %s;", problem);
    }

    /** What others may have remembered of a user. */
    private record Login(String passwordHash, List<String> roles, boolean enabled) {
        static Login of(User user) {
            return new Login(Objects.toString(user.passwordHash, ""), List.copyOf(user.roles), user.enabled);
        }
    }
}
