package dev.garrison.security.serviceaccounts;

import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.AuditedAction;
import dev.garrison.security.credentials.CredentialChanged;
import dev.garrison.security.credentials.RandomSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tokens of service accounts. Each public method is one transaction. */
@ApplicationScoped
public class ServiceTokenService {
    private static final String TARGET = "service_token";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9_-]{0,255}");
    private static final byte[] NOBODYS_HASH = RandomSecret.generate().hash();

    private final ServiceTokenRepository tokens;
    private final Outbox outbox;
    private final AuditedAction audited;
    private final Clock clock;

    ServiceTokenService(ServiceTokenRepository tokens, Outbox outbox, AuditedAction audited, Clock clock) {
        this.tokens = tokens;
        this.outbox = outbox;
        this.audited = audited;
        this.clock = clock;
    }

    /**
     * @param name null for a generated one
     * @return the only sight of the secret that there ever is
     * @throws ApiException 400: no such account, or a bad name; 409: the account has a token of that name
     */
    @Transactional
    ServiceTokenValue create(String account, String name) {
        if (ServiceAccount.find(account).isEmpty()) {
            throw ApiException.badRequest("service account [%s] does not exist", account);
        }
        if (name != null && !NAME.matcher(name).matches()) {
            throw ApiException.badRequest(
                    "Validation Failed: 1: service account token name must have at least 1 character"
                            + " and at most 256 characters that are alphanumeric (A-Z, a-z, 0-9) or hyphen (-) or underscore (_)."
                            + " It must not begin with an underscore (_).;");
        }
        var value = new ServiceTokenValue(
                account, name == null ? "token_" + RandomSecret.randomText(15) : name, RandomSecret.generate());
        if (!tokens.insertIfAbsent(account, value.name(), value.secret(), clock.instant())) {
            throw ApiException.conflict(
                    "[service_account_token-%s/%s]: version conflict, document already exists (current version [1])",
                    account, name);
        }
        audited.is("create_service_token", TARGET, account + "/" + value.name());
        return value;
    }

    /** Another token, named {@code token-} and the time in milliseconds, or the next that is free. */
    @Transactional
    ServiceTokenValue createDated(ServiceAccount account) {
        var secret = RandomSecret.generate();
        var now = clock.instant();
        long millis = now.toEpochMilli();
        while (!tokens.insertIfAbsent(account.fullName(), "token-" + millis, secret, now)) {
            millis++;
        }
        audited.is("create_service_token", TARGET, account.fullName() + "/token-" + millis);
        return new ServiceTokenValue(account.fullName(), "token-" + millis, secret);
    }

    List<ServiceToken> list(String account) {
        return tokens.of(account);
    }

    /** @return whether there was such a token */
    @Transactional
    boolean delete(String account, String name) {
        audited.is("delete_service_token", TARGET, account + "/" + name);
        if (!tokens.deleteById(new ServiceToken.Key(account, name))) {
            return false;
        }
        outbox.publish(CredentialChanged.ofUser(account, CredentialChanged.Change.SERVICE_TOKEN_DELETED));
        return true;
    }

    /** The account whose token this is. */
    public Optional<ServiceAccount> authenticate(String value) {
        var token = ServiceTokenValue.decode(value)
                .filter(decoded -> NAME.matcher(decoded.name()).matches())
                .orElse(null);
        var account = token == null ? Optional.<ServiceAccount>empty() : ServiceAccount.find(token.account());
        if (account.isEmpty()) {
            return Optional.empty();
        }
        var stored = tokens.findByIdOptional(new ServiceToken.Key(token.account(), token.name()));
        var right = token.secret().matches(stored.map(known -> known.secretHash).orElse(NOBODYS_HASH));
        return account.filter(found -> right);
    }
}
