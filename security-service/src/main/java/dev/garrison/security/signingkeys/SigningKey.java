package dev.garrison.security.signingkeys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A P-256 key that signs tokens for a while. */
@Entity
@Table(name = "signing_key")
class SigningKey {
    @Id
    String id;

    /** A JWK. */
    @JdbcTypeCode(SqlTypes.JSON)
    ObjectNode publicKey;

    /** A JWK, encrypted. */
    String privateKey;

    Instant publishedAt;
    Instant signsFrom;
    Instant signsUntil;

    boolean signsAt(Instant time) {
        return !time.isBefore(signsFrom) && time.isBefore(signsUntil);
    }
}
