package dev.garrison.fleet.epm;

import static dev.garrison.platform.testing.Api.asSuperuser;

import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Packages over HTTP, for tests. */
public final class TestPackages {
    private static final RestAssuredConfig BINARY = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs("application/zip", ContentType.BINARY)
                    .encodeContentTypeAs("application/gzip", ContentType.BINARY));

    private TestPackages() {}

    public static ValidatableResponse upload(byte[] archive, String contentType) {
        return asSuperuser()
                .config(BINARY)
                .contentType(contentType)
                .body(archive)
                .post("/api/fleet/epm/packages")
                .then();
    }

    /** By upload. */
    public static PackageArchives install(PackageArchives archive) {
        upload(archive.zip(), "application/zip").statusCode(200);
        return archive;
    }

    public static JsonPath info(String name) {
        return asSuperuser()
                .get("/api/fleet/epm/packages/{name}", name)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    public static ValidatableResponse remove(PackageArchives archive) {
        return asSuperuser()
                .delete("/api/fleet/epm/packages/{name}/{version}", archive.name(), archive.version())
                .then();
    }

    /** A file of a package; its path is sent as it is. A document of OpenAPI knows no path with slashes in a parameter. */
    public static ValidatableResponse file(String address) {
        return RestAssured.given()
                .header("Authorization", Tokens.with("integrations-read"))
                .urlEncodingEnabled(false)
                .get(address)
                .then();
    }

    /** Waits until there are as many. */
    public static List<Events.Seen> events(String type, String name, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Events.of(type, name), events -> events.size() >= count);
    }
}
