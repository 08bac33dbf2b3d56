package dev.garrison.security.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Somebody who logs in with a password. */
@Entity
@Table(name = "security_user")
public class User {
    /** The superuser that exists from the start. Only its password can be changed. */
    public static final String ELASTIC = "elastic";

    private static final String RESERVED_REALM = "reserved";
    private static final String NATIVE_REALM = "native";

    @Id
    String username;

    /** Null while the password comes from configuration. */
    String passwordHash;

    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> roles;

    String fullName;
    String email;

    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode metadata;

    boolean enabled;
    String profileUid;
    Instant createdAt;
    Instant updatedAt;

    public String username() {
        return username;
    }

    public String realm() {
        return realmOf(username);
    }

    public List<String> roles() {
        return roles;
    }

    public String fullName() {
        return fullName;
    }

    public String email() {
        return email;
    }

    public ObjectNode metadata() {
        return metadata;
    }

    public boolean enabled() {
        return enabled;
    }

    public String profileUid() {
        return profileUid;
    }

    public static boolean isReserved(String username) {
        return username.equals(ELASTIC);
    }

    /** Name, and also type, of the realm that knows the user. */
    public static String realmOf(String username) {
        return isReserved(username) ? RESERVED_REALM : NATIVE_REALM;
    }

    /** {@code u_HASH_0}: as Elasticsearch makes it of the name, so somebody who is deleted and comes back keeps it. */
    public static String profileUidOf(String username) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(username.getBytes(StandardCharsets.UTF_8));
            return "u_" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "_0";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
