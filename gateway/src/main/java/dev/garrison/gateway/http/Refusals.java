package dev.garrison.gateway.http;

import dev.garrison.gateway.authentication.Claim;
import dev.garrison.platform.audit.AuditLog;
import dev.garrison.platform.audit.AuditRecord;
import dev.garrison.platform.audit.AuditRecord.Caller;
import io.netty.handler.codec.http.HttpHeaderNames;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Audit records of those whom the gateway does not let in. Of what gets through, the services keep their own. */
@Singleton
class Refusals {
    private final AuditLog log;

    Refusals(AuditLog log) {
        this.log = log;
    }

    /** @param status other than 401 and 429: nobody was refused for who they are */
    void answered(Exchange exchange, int status) {
        if (status != 401 && status != 429 || !log.isEnabled()) {
            return;
        }
        var authorization = exchange.request.getHeader(HttpHeaderNames.AUTHORIZATION);
        var claim = Claim.of(authorization);
        log.write(new AuditRecord(
                Instant.now(),
                new Caller(claim.username(), null, claim.apiKeyId() == null ? null : "api_key", claim.apiKeyId()),
                authorization == null ? "anonymous_access_denied" : "authentication_failed",
                null,
                exchange.request.method().name(),
                null,
                exchange.target() == null
                        ? exchange.loggedPath()
                        : exchange.target().path(),
                exchange.target() == null ? null : exchange.target().space(),
                status,
                exchange.address(),
                exchange.requestId));
    }
}
