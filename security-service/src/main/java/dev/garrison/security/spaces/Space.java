package dev.garrison.security.spaces;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A part of the installation with things and privileges of its own. What was never set is null. */
@Entity
@Table(name = "space")
class Space {
    @Id
    String id;

    String name;
    String description;
    String initials;
    String color;
    String imageUrl;

    /** As sent, be they features or not. */
    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> disabledFeatures;

    String solution;

    /** The default space, which is always there. */
    boolean reserved;

    Instant createdAt;
    Instant updatedAt;

    /** Takes over what was sent; what was not stays, except for the features, of which none sent means none disabled. */
    void become(WriteSpace sent, Instant now) {
        name = sent.name();
        description = sent.description() == null ? description : sent.description();
        initials = sent.initials() == null ? initials : sent.initials();
        color = sent.color() == null ? color : sent.color();
        imageUrl = sent.imageUrl() == null ? imageUrl : sent.imageUrl();
        solution = sent.solution() == null ? solution : sent.solution().name();
        disabledFeatures = sent.disabledFeatures() == null ? List.of() : sent.disabledFeatures();
        updatedAt = now;
    }
}
