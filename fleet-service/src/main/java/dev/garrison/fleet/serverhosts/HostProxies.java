package dev.garrison.fleet.serverhosts;

import dev.garrison.fleet.proxies.ProxyUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Fleet Server hosts that agents reach through a proxy. */
@ApplicationScoped
class HostProxies implements ProxyUser {
    private final FleetServerHostRepository hosts;
    private final Clock clock;

    HostProxies(FleetServerHostRepository hosts, Clock clock) {
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public boolean isBoundTo(String proxyId) {
        return hosts.one("proxy_id = ?1 and is_preconfigured limit 1", proxyId).isPresent();
    }

    @Override
    public Collection<String> policiesThrough(String proxyId) {
        return List.of(); // a policy names its host itself
    }

    @Override
    public void release(String proxyId) {
        hosts.releaseProxy(proxyId, clock.instant());
    }
}
