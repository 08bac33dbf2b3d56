package dev.garrison.security.authentication;

import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.apikeys.ApiKey;
import dev.garrison.security.apikeys.ApiKeyService;
import dev.garrison.security.apikeys.Owners;
import dev.garrison.security.privileges.EffectivePrivileges;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What the caller may do as roles and keys are now, and in every space: the token tells of the request's only. */
@ApplicationScoped
public class HeldPrivileges {
    private final Owners owners;
    private final ApiKeyService apiKeys;
    private final CurrentPrincipal caller;

    HeldPrivileges(Owners owners, ApiKeyService apiKeys, CurrentPrincipal caller) {
        this.owners = owners;
        this.apiKeys = apiKeys;
        this.caller = caller;
    }

    public EffectivePrivileges ofCaller() {
        var principal = caller.get();
        return principal.apiKeyId() == null
                ? EffectivePrivileges.ofRoles(owners.documents(principal.username(), principal.realm()))
                : apiKeys.find(principal.apiKeyId())
                        .map(ApiKey::privileges)
                        .orElseGet(() -> EffectivePrivileges.ofRoles(List.of()));
    }
}
