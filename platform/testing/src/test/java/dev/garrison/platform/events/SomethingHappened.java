package dev.garrison.platform.events;

/** An event of the platform's tests. */
record SomethingHappened(String id, String detail) implements DomainEvent {
    @Override
    public String type() {
        return "probe.something.happened";
    }

    @Override
    public String subject() {
        return id;
    }
}
