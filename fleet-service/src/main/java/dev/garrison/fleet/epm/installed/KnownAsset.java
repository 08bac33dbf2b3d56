package dev.garrison.fleet.epm.installed;

import dev.garrison.fleet.database.Row;
import java.time.Instant;

/** A saved object of a package, with what is shown of it. */
public record KnownAsset(String type, String id, String title, String description, Instant updatedAt) {
    static KnownAsset of(Row row) {
        return new KnownAsset(
                row.text("type"),
                row.text("id"),
                row.text("title"),
                row.text("description"),
                row.instant("updated_at"));
    }
}
