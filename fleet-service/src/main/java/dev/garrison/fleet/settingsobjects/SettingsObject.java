package dev.garrison.fleet.settingsobjects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An output, proxy, Fleet Server host or download source: one document of what clients have set. */
@MappedSuperclass
public abstract class SettingsObject {
    @Id
    private String id;

    @JdbcTypeCode(SqlTypes.JSON)
    private ObjectNode settings;

    private Instant createdAt;
    private Instant updatedAt;

    public String id() {
        return id;
    }

    /** As clients have sent it: never set is absent, cleared is null. A copy. */
    public ObjectNode settings() {
        return settings.deepCopy();
    }

    /** As clients see it. */
    public ObjectNode item() {
        return settings().put("id", id);
    }

    public boolean flag(String name) {
        return settings.path(name).asBoolean();
    }

    public boolean isDefault() {
        return flag("is_default");
    }

    /** Whether it comes from the configuration and is changed there. */
    public boolean isPreconfigured() {
        return flag("is_preconfigured");
    }

    public Optional<String> proxyId() {
        return Optional.ofNullable(settings.path("proxy_id").textValue());
    }

    public void change(ObjectNode newSettings, Instant now) {
        settings = newSettings;
        updatedAt = now;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
