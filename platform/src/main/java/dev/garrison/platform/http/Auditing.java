package dev.garrison.platform.http;

import dev.garrison.platform.audit.AuditLog;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Around every operation, so that none can be forgotten: a call that may have changed something, and one that was refused, leaves one
 * record in the {@link AuditLog}. An operation need not do anything; by {@link AuditedAction} it may say more.
 */
@Singleton
public class Auditing {
    private static final String AUDITED = "garrison.audited";
    private static final int FIRST = 1000;

    private final AuditLog log;

    Auditing(AuditLog log) {
        this.log = log;
    }

    void listen(@Observes Filters filters) {
        if (log.isEnabled()) {
            filters.register(
                    context -> {
                        begin(context);
                        context.next();
                    },
                    FIRST);
        }
    }

    private void begin(RoutingContext context) {
        var audited = new AuditedRequest(log, context.request());
        context.put(AUDITED, audited);
        context.addHeadersEndHandler(
                headers -> audited.answered(context.response().getStatusCode()));
        context.addEndHandler(end -> audited.ended());
    }

    /** What is kept of the request; where nothing is audited, what nobody will read. */
    AuditedRequest of(RoutingContext context) {
        AuditedRequest audited = context.get(AUDITED);
        return audited == null ? new AuditedRequest(log, context.request()) : audited;
    }
}
