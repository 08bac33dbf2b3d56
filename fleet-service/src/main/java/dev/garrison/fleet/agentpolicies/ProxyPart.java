package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.proxies.ProxySettings;

/** A proxy in those parts of a compiled policy that agents reach through it. */
final class ProxyPart {
    private ProxyPart() {}

    /** @param proxy null for none */
    static void add(ObjectNode part, ProxySettings proxy) {
        if (proxy == null) {
            return;
        }
        part.put("proxy_url", proxy.url());
        if (proxy.headers() != null) {
            part.set("proxy_headers", proxy.headers().deepCopy());
        }
        if (proxy.certificateAuthorities() != null) {
            part.withObjectProperty("ssl").putArray("certificate_authorities").add(proxy.certificateAuthorities());
        }
        if (proxy.certificate() != null) {
            part.withObjectProperty("ssl").put("certificate", proxy.certificate());
        }
        if (proxy.certificateKey() != null) {
            part.withObjectProperty("ssl").put("key", proxy.certificateKey());
        }
    }
}
