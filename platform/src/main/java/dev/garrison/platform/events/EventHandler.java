package dev.garrison.platform.events;

import java.util.Set;

/**
 * What a service does on events of other domains: an {@code @ApplicationScoped} bean. The call runs in the transaction that also
 * records the event's id, so an event delivered twice acts once; an exception rolls back and the event comes again.
 */
public interface EventHandler {
    /** The event types that it wants. */
    Set<String> types();

    void handle(ReceivedEvent event);
}
