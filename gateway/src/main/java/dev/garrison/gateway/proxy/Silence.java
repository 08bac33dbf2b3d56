package dev.garrison.gateway.proxy;

import io.netty.util.concurrent.FastThreadLocal;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** Ends what waits too long for a service. One timer for each event loop looks at all, where one for each request would cost more. */
@Singleton
class Silence {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final FastThreadLocal<Set<Forwarding>> underway;

    Silence(Vertx vertx) {
        underway = new FastThreadLocal<>() {
            @Override
            protected Set<Forwarding> initialValue() {
                var mine = new HashSet<Forwarding>();
                // on the loop's own context: the current one belongs to a request
                VertxContext.getRootContext(Vertx.currentContext())
                        .runOnContext(start -> vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> look(mine)));
                return mine;
            }
        };
    }

    private static void look(Set<Forwarding> mine) {
        if (mine.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (var forwarding : new ArrayList<>(mine)) {
            if (forwarding.isOverdue(now)) {
                forwarding.timeOut();
            }
        }
    }

    void watch(Forwarding forwarding) {
        underway.get().add(forwarding);
    }

    void leave(Forwarding forwarding) {
        underway.get().remove(forwarding);
    }
}
