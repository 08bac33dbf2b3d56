package dev.garrison.fleet.outputs;

import dev.garrison.fleet.proxies.ProxyUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;

/** Outputs that agents reach through a proxy. */
@ApplicationScoped
class OutputProxies implements ProxyUser {
    private final OutputRepository outputs;
    private final OutputUses uses;
    private final Clock clock;

    OutputProxies(OutputRepository outputs, OutputUses uses, Clock clock) {
        this.outputs = outputs;
        this.uses = uses;
        this.clock = clock;
    }

    @Override
    public boolean isBoundTo(String proxyId) {
        return outputs.one("proxy_id = ?1 and is_preconfigured limit 1", proxyId)
                .isPresent();
    }

    @Override
    public Collection<String> policiesThrough(String proxyId) {
        return outputs.inOrder().stream()
                .filter(output -> output.proxyId().filter(proxyId::equals).isPresent())
                .flatMap(output -> uses.policiesOf(output.id()).stream())
                .toList();
    }

    @Override
    public void release(String proxyId) {
        outputs.releaseProxy(proxyId, clock.instant());
    }
}
