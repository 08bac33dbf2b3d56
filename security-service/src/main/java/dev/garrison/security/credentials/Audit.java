package dev.garrison.security.credentials;

import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Who changed what of identity, one line each in the log category {@code dev.garrison.audit}. */
@ApplicationScoped
public class Audit {
    private static final Logger LOG = Logger.getLogger("dev.garrison.audit");

    private final CurrentPrincipal caller;

    Audit(CurrentPrincipal caller) {
        this.caller = caller;
    }

    /** @param action and target hold no secret and no line break: names that validation let pass, ids */
    public void changed(String action, String target) {
        var by = caller.get();
        LOG.infof(
                "%s [%s] by [%s]%s",
                action, target, by.username(), by.apiKeyId() == null ? "" : " with API key " + by.apiKeyId());
    }
}
