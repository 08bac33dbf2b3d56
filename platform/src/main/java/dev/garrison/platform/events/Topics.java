package dev.garrison.platform.events;

/** Where events go: a topic per domain. */
public final class Topics {
    private Topics() {}

    /** {@code fleet.agent.changed} to {@code garrison.fleet}. */
    public static String of(String eventType) {
        int dot = eventType.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("An event type starts with its domain: " + eventType);
        }
        return "garrison." + eventType.substring(0, dot);
    }

    /** Events that a service could not handle, as they came, with the cause in headers. */
    public static String deadLetters(String service) {
        return "garrison.dead-letter." + service;
    }
}
