package dev.garrison.platform.events;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** Something that happened in a domain; the record's components are the event's data. No secrets in them. */
public interface DomainEvent {
    /** Dotted name whose first word is the domain, e.g. {@code fleet.agent.changed}: the topic is {@code garrison.fleet}. */
    @JsonIgnore
    String type();

    /** Id of the thing it happened to: the Kafka key, so one thing's events stay in order. */
    @JsonIgnore
    String subject();
}
