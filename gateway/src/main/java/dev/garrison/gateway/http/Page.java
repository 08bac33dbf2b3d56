package dev.garrison.gateway.http;

import java.util.Set;

/** Something that the gateway answers itself, to GET and HEAD. */
public interface Page {
    /** Exact paths, without a space. */
    Set<String> paths();

    void show(Exchange exchange);
}
