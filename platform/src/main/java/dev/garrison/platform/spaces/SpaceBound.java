package dev.garrison.platform.spaces;

import java.time.Instant;

/** Rows that belong to a space and go with it: a bean for each feature that has some. {@link SpaceDeletions} calls it. */
public interface SpaceBound {
    /**
     * Deletes the rows of the space that were created before that time. What is younger belongs to a space that has got the same id
     * since. Runs in the transaction that records the event, so it comes once; perhaps long after the deletion.
     */
    void deleteOf(String space, Instant createdBefore);
}
