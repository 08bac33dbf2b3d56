package dev.garrison.security.spaces;

import dev.garrison.platform.events.DomainEvent;
import java.time.Instant;

/**
 * {@code security.space.deleted}: whatever belongs to the space goes.
 *
 * @param createdBefore younger rows belong to a space that has got the same id since
 */
record SpaceDeleted(String spaceId, Instant createdBefore) implements DomainEvent {
    static final String TYPE = "security.space.deleted";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String subject() {
        return spaceId;
    }
}
