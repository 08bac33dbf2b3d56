package dev.garrison.platform.http;

import dev.garrison.platform.audit.AuditLog;
import dev.garrison.platform.audit.AuditRecord;
import dev.garrison.platform.audit.AuditRecord.Caller;
import dev.garrison.platform.security.Principal;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is known of one request until its record is written: just before the answer goes out, or when the client leaves without one.
 */
final class AuditedRequest {
    /** The client's address. The gateway takes it from nobody, and it counts only beside a token, which nobody else has. */
    private static final String CLIENT_ADDRESS = "x-garrison-client-address";

    private final AuditLog log;
    private final HttpServerRequest request;
    private final AtomicBoolean written = new AtomicBoolean();
    private volatile Operation operation;
    private volatile Principal principal;
    private volatile String action;
    private volatile AuditRecord.Target target;

    AuditedRequest(AuditLog log, HttpServerRequest request) {
        this.log = log;
        this.request = request;
    }

    void isFor(Operation operation) {
        this.operation = operation;
    }

    void isBy(Principal verified) {
        principal = verified;
    }

    void did(String action, String targetType, List<String> targets) {
        this.action = action;
        this.target = new AuditRecord.Target(targetType, List.copyOf(targets));
    }

    void answered(int status) {
        write(status);
    }

    /** The exchange is over. Without an answer before, the client has left: what the operation still does, nobody is told. */
    void ended() {
        write(AuditRecord.UNANSWERED);
    }

    private void write(int status) {
        if (isDue(status) && written.compareAndSet(false, true)) {
            log.write(new AuditRecord(
                    Instant.now(),
                    caller(),
                    status == 401 ? "authentication_failed" : action == null ? operation.id : action,
                    target,
                    request.method().name(),
                    operation.path,
                    request.path(),
                    principal == null ? null : principal.space(),
                    status,
                    address(),
                    RequestPipeline.requestId(request)));
        }
    }

    /** Reads leave a record only where they are refused. What asks for no credentials is not a user's doing. */
    private boolean isDue(int status) {
        return operation != null
                && !operation.unauthenticated
                && (status == 401
                        || status == 403
                        || !RequestPipeline.SAFE_METHODS.contains(
                                request.method().name()));
    }

    private Caller caller() {
        return principal == null
                ? Caller.NOBODY
                : new Caller(
                        principal.username(), principal.realm(), principal.authenticationType(), principal.apiKeyId());
    }

    private String address() {
        var told = principal == null ? null : request.getHeader(CLIENT_ADDRESS);
        if (told != null && (NetUtil.isValidIpV4Address(told) || NetUtil.isValidIpV6Address(told))) {
            return told;
        }
        return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    }
}
