package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.database.Row;
import java.time.Instant;

/**
 * An installed package.
 *
 * @param spaceId where its Kibana assets were installed first
 * @param keepPoliciesUpToDate whether an upgrade takes the package policies along
 * @param failedAttempts newest first
 */
public record Installation(
        String name,
        String version,
        InstallSource source,
        String spaceId,
        String verificationStatus,
        String verificationKeyId,
        boolean keepPoliciesUpToDate,
        JsonNode failedAttempts,
        Instant startedAt,
        Instant createdAt,
        Instant updatedAt) {

    static Installation of(Row row) {
        return new Installation(
                row.text("name"),
                row.text("version"),
                InstallSource.valueOf(row.text("install_source")),
                row.text("space_id"),
                row.text("verification_status"),
                row.text("verification_key_id"),
                row.flag("keep_policies_up_to_date"),
                row.json("failed_attempts"),
                row.instant("install_started_at"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
