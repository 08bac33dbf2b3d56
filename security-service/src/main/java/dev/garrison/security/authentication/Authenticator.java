package dev.garrison.security.authentication;

import dev.garrison.platform.http.ApiException;
import dev.garrison.security.apikeys.ApiKeyService;
import dev.garrison.security.apikeys.Owners;
import dev.garrison.security.credentials.RandomSecret;
import dev.garrison.security.jwt.JwtRealm;
import dev.garrison.security.jwt.JwtUsers;
import dev.garrison.security.privileges.EffectivePrivileges;
import dev.garrison.security.roles.Roles;
import dev.garrison.security.serviceaccounts.ServiceAccount;
import dev.garrison.security.serviceaccounts.ServiceTokenService;
import dev.garrison.security.users.Passwords;
import dev.garrison.security.users.User;
import dev.garrison.security.users.UserService;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Finds out whose credentials an Authorization header holds. Asks the database each time: a change counts at once. */
@ApplicationScoped
class Authenticator {
    static final String API_KEY = "api_key";
    private static final int LONGEST_USERNAME = 507;

    private final UserService users;
    private final Passwords passwords;
    private final Roles roles;
    private final ApiKeyService apiKeys;
    private final Owners owners;
    private final ServiceTokenService serviceTokens;
    private final JwtRealm jwts;
    private final JwtUsers jwtUsers;
    private final LoginThrottle throttle;

    Authenticator(
            UserService users,
            Passwords passwords,
            Roles roles,
            ApiKeyService apiKeys,
            Owners owners,
            ServiceTokenService serviceTokens,
            JwtRealm jwts,
            JwtUsers jwtUsers,
            LoginThrottle throttle) {
        this.users = users;
        this.passwords = passwords;
        this.roles = roles;
        this.apiKeys = apiKeys;
        this.owners = owners;
        this.serviceTokens = serviceTokens;
        this.jwts = jwts;
        this.jwtUsers = jwtUsers;
        this.throttle = throttle;
    }

    /**
     * @param address the client's
     * @throws ApiException 401; 429: too many wrong passwords from that address; 503: the issuer of a JWT cannot be asked
     */
    Identity authenticate(String authorization, String address) {
        int blank = authorization.indexOf(' ');
        if (blank < 0) {
            throw missing();
        }
        var credentials = authorization.substring(blank).strip();
        return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "basic" -> user(credentials, address);
            case "apikey" -> apiKey(credentials);
            case "bearer" -> jwts.takes(credentials) ? jwtUser(credentials) : serviceAccount(credentials);
            default -> throw missing();
        };
    }

    private Identity user(String credentials, String address) {
        var decoded = decode(credentials);
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            throw missing();
        }
        var username = decoded.substring(0, colon);
        var password = decoded.substring(colon + 1);
        if (username.length() > LONGEST_USERNAME) {
            throw refused();
        }
        throttle.enter(username, address);
        var user = users.find(username).orElse(null);
        if (!passwords.matches(user, password) || !user.enabled()) {
            throttle.failed(username, address);
            throw ApiException.unauthorized(
                    "unable to authenticate user [%s] for REST request [/_security/_authenticate]", username);
        }
        throttle.succeeded(username, address);
        return new Identity(
                username,
                user.roles(),
                user.realm(),
                user.profileUid(),
                "realm",
                null,
                null,
                EffectivePrivileges.ofRoles(roles.documents(user.roles())));
    }

    /** Keys have nothing to guess, so wrong ones are not counted: one stale key would slow down all of its address. */
    private Identity apiKey(String credentials) {
        var decoded = decode(credentials);
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            throw refused();
        }
        var key = apiKeys.authenticate(decoded.substring(0, colon), new RandomSecret(decoded.substring(colon + 1)))
                .orElseThrow(Authenticator::refused);
        return new Identity(
                key.username(),
                List.of(),
                key.realm(),
                owners.profileUid(key.username(), key.realm()),
                API_KEY,
                key.id(),
                key.expiresAt(),
                key.privileges());
    }

    private Identity jwtUser(String token) {
        var verified = jwts.verify(token).orElseThrow(Authenticator::refused);
        var user = verified.user();
        jwtUsers.remember(user);
        return new Identity(
                user.username(),
                user.roles(),
                user.realm(),
                user.profileUid(),
                "realm",
                null,
                verified.goodUntil(),
                EffectivePrivileges.ofRoles(roles.documents(user.roles())));
    }

    private Identity serviceAccount(String credentials) {
        var account = serviceTokens.authenticate(credentials).orElseThrow(Authenticator::refused);
        return new Identity(
                account.fullName(),
                List.of(),
                ServiceAccount.REALM,
                User.profileUidOf(account.fullName()),
                "token",
                null,
                null,
                EffectivePrivileges.ofRoles(account.documents()));
    }

    private static String decode(String credentials) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(credentials));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw missing();
        }
    }

    private static ApiException missing() {
        return ApiException.unauthorized(
                "missing authentication credentials for REST request [/_security/_authenticate]");
    }

    private static ApiException refused() {
        return ApiException.unauthorized("unable to authenticate with provided credentials and anonymous access is not"
                + " allowed for this request");
    }
}
