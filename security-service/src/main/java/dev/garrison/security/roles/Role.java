package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A role that somebody made; see {@link ReservedRoles} for the others. */
@Entity
@Table(name = "security_role")
class Role {
    @Id
    String name;

    /** As {@link RoleDescriptor#complete} makes it. */
    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode document;

    Instant createdAt;
    Instant updatedAt;
}
