package dev.garrison.platform.http;

import jakarta.enterprise.context.RequestScoped;
import java.util.List;

/**
 * What the present operation does, in better words for the audit record than its name and path: which user, which API keys. Every
 * operation has its record without it.
 */
@RequestScoped
public class AuditedAction {
    private AuditedRequest request;

    void of(AuditedRequest audited) {
        request = audited;
    }

    /**
     * @param action as Elastic's audit logs call it, where they know it: {@code put_user}
     * @param targetType {@code user}, {@code api_key}, …
     * @param targets names or ids, never a secret
     */
    public void is(String action, String targetType, List<String> targets) {
        if (request != null) {
            request.did(action, targetType, targets);
        }
    }

    public void is(String action, String targetType, String target) {
        is(action, targetType, List.of(target));
    }
}
