package dev.garrison.fleet.proxies;

import java.util.Collection;

/** A kind of thing that agents may reach through a proxy; a bean of this kind is told when a proxy changes or goes. */
public interface ProxyUser {
    /** Whether one that comes from the configuration goes through the proxy. */
    boolean isBoundTo(String proxyId);

    /** Ids of agent policies that go through the proxy although the policy itself names nothing that does. */
    Collection<String> policiesThrough(String proxyId);

    /** The proxy is going: those that name it are reached directly from now on. */
    void release(String proxyId);
}
