package dev.garrison.security.jwt;

import dev.garrison.security.users.User;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A user of the {@link JwtRealm} as the last token described them. */
@Entity
@Table(name = "jwt_user")
@IdClass(JwtUser.Key.class)
public class JwtUser {
    @Id
    String realm;

    @Id
    String username;

    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> roles;

    String fullName;
    String email;

    record Key(String realm, String username) {}

    JwtUser() {}

    JwtUser(String realm, String username, List<String> roles, String fullName, String email) {
        this.realm = realm;
        this.username = username;
        this.roles = roles;
        this.fullName = fullName;
        this.email = email;
    }

    public String realm() {
        return realm;
    }

    public String username() {
        return username;
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

    /** Not that of a user of the same name in another realm. */
    public String profileUid() {
        return profileUidOf(realm, username);
    }

    static String profileUidOf(String realm, String username) {
        return User.profileUidOf(realm + "/" + username);
    }

    boolean isAs(JwtUser other) {
        return roles.equals(other.roles)
                && Objects.equals(fullName, other.fullName)
                && Objects.equals(email, other.email);
    }
}
