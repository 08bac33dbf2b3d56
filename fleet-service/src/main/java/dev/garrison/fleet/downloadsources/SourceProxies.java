package dev.garrison.fleet.downloadsources;

import dev.garrison.fleet.proxies.ProxyUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Download sources that agents reach through a proxy. */
@ApplicationScoped
class SourceProxies implements ProxyUser {
    private final DownloadSourceRepository sources;
    private final Clock clock;

    SourceProxies(DownloadSourceRepository sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public boolean isBoundTo(String proxyId) {
        return false; // none comes from the configuration
    }

    @Override
    public Collection<String> policiesThrough(String proxyId) {
        return List.of(); // a policy names its source itself
    }

    @Override
    public void release(String proxyId) {
        sources.releaseProxy(proxyId, clock.instant());
    }
}
