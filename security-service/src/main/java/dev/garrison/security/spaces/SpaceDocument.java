package dev.garrison.security.spaces;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A space as clients read it; what was never set is absent.
 *
 * @param disabledFeatures those that it does not show
 * @param reserved true or absent
 * @param authorizedPurposes only where they are asked for
 */
public record SpaceDocument(
        String id,
        String name,
        String description,
        String color,
        String initials,
        String imageUrl,
        List<String> disabledFeatures,
        String solution,
        @JsonProperty("_reserved") Boolean reserved,
        AuthorizedPurposes authorizedPurposes) {
    static SpaceDocument of(Space space) {
        return of(space, null);
    }

    static SpaceDocument of(Space space, AuthorizedPurposes purposes) {
        return new SpaceDocument(
                space.id,
                space.name,
                space.description,
                space.color,
                space.initials,
                space.imageUrl,
                Solution.hiddenIn(space),
                space.solution,
                space.reserved ? true : null,
                purposes);
    }
}
