package dev.garrison.platform.spaces;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told to delete. */
@ApplicationScoped
class Deletions implements SpaceBound {
    private record Deletion(String space, Instant createdBefore) {}

    private final List<Deletion> all = new CopyOnWriteArrayList<>();

    @Override
    public void deleteOf(String space, Instant createdBefore) {
        all.add(new Deletion(space, createdBefore));
    }

    List<Instant> of(String space) {
        return all.stream()
                .filter(deletion -> deletion.space().equals(space))
                .map(Deletion::createdBefore)
                .toList();
    }
}
