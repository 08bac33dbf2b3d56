package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.security.privileges.EffectivePrivileges;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A key that acts for its owner, never doing more than the owner could when it was made. */
@Entity
@Table(name = "api_key")
public class ApiKey {
    @Id
    String id;

    String name;
    byte[] secretHash;
    String username;
    String realm;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode roleDescriptors;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode limitedBy;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode metadata;

    Instant createdAt;

    /** Null: never. */
    Instant expiresAt;

    /** Null while it is good. */
    Instant invalidatedAt;

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Who the key acts for. */
    public String username() {
        return username;
    }

    public String realm() {
        return realm;
    }

    /** Null: never. */
    public Instant expiresAt() {
        return expiresAt;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    public EffectivePrivileges privileges() {
        return EffectivePrivileges.ofApiKey(roleDescriptors, limitedBy);
    }

    /** The roles that bound a key made by this one. */
    ObjectNode documents() {
        return roleDescriptors.isEmpty() ? limitedBy : roleDescriptors;
    }
}
