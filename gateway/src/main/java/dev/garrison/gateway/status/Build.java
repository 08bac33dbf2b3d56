package dev.garrison.gateway.status;

import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is; Maven wrote it into {@code garrison-build.properties}. */
@Singleton
public class Build {
    private final Properties properties = new Properties();

    Build() {
        try (var file = Build.class.getResourceAsStream("/garrison-build.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Garrison's own version. */
    public String version() {
        return properties.getProperty("version");
    }

    public String swaggerUiVersion() {
        return properties.getProperty("swagger-ui");
    }

    /** @param kibanaVersion the version whose API is served */
    JsonObject describe(String kibanaVersion) {
        return new JsonObject()
                .put("number", kibanaVersion)
                .put("build_hash", properties.getProperty("revision"))
                .put("build_number", Long.parseLong(properties.getProperty("number")))
                .put("build_snapshot", false)
                .put("build_flavor", "traditional")
                .put("build_date", properties.getProperty("date"));
    }
}
