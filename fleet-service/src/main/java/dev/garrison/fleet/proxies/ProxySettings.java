package dev.garrison.fleet.proxies;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A proxy with its certificate's key, as clients see it and agents need it. */
public record ProxySettings(String id, ObjectNode settings) {
    ObjectNode item() {
        return settings.deepCopy().put("id", id);
    }

    public String url() {
        return settings.get("url").textValue();
    }

    /** Names to values; null where there are none. */
    public ObjectNode headers() {
        return settings.get("proxy_headers") instanceof ObjectNode headers && !headers.isEmpty() ? headers : null;
    }

    /** PEM, or null. */
    public String certificateAuthorities() {
        return settings.path("certificate_authorities").textValue();
    }

    /** PEM, or null. */
    public String certificate() {
        return settings.path("certificate").textValue();
    }

    /** PEM, or null. */
    public String certificateKey() {
        return settings.path("certificate_key").textValue();
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "ProxySettings[" + url() + "]";
    }
}
