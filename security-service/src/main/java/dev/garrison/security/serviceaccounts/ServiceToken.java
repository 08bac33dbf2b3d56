package dev.garrison.security.serviceaccounts;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A Bearer token of a service account. */
@Entity
@Table(name = "service_token")
@IdClass(ServiceToken.Key.class)
class ServiceToken {
    @Id
    String account;

    @Id
    String name;

    byte[] secretHash;
    Instant createdAt;

    record Key(String account, String name) {}
}
