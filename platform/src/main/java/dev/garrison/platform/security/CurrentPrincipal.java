package dev.garrison.platform.security;

import jakarta.enterprise.context.RequestScoped;

/** The caller of the present request. */
@RequestScoped
public class CurrentPrincipal {
    private Principal principal;

    /** Called once, when the request's token is verified. */
    public void become(Principal verified) {
        principal = verified;
    }

    public boolean isKnown() {
        return principal != null;
    }

    /** @throws IllegalStateException outside an authenticated request */
    public Principal get() {
        if (principal == null) {
            throw new IllegalStateException("Nobody is authenticated here");
        }
        return principal;
    }

    public String username() {
        return get().username();
    }

    public String space() {
        return get().space();
    }
}
