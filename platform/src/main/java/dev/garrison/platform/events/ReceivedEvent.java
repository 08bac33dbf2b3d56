package dev.garrison.platform.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An event as it came from Kafka; see {@link DomainEvent} for its parts. */
public record ReceivedEvent(String id, String type, String subject, Instant time, JsonNode data) {}
