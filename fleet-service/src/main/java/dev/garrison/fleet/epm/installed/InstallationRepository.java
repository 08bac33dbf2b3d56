package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.epm.assets.AssetReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class InstallationRepository {
    private static final String LOCK = "(hashtextextended('package:' || ?, 0))";

    private final Database database;

    InstallationRepository(Database database) {
        this.database = database;
    }

    Optional<Installation> find(String name) {
        return database.first("select * from package where name = ?", Installation::of, name);
    }

    /** Not removed before the caller's transaction ends. */
    Optional<Installation> locked(String name) {
        return database.first("select * from package where name = ? for key share", Installation::of, name);
    }

    List<Installation> all() {
        return database.list("select * from package order by name", Installation::of);
    }

    /** Until commit nobody else installs or removes the package. @return false: somebody is at it */
    boolean tryLock(String name) {
        return database.first("select pg_try_advisory_xact_lock" + LOCK + " as locked", row -> row.flag("locked"), name)
                .orElseThrow();
    }

    /** As {@link #tryLock}, and waits for who is at it. */
    void lock(String name) {
        database.update("select pg_advisory_xact_lock" + LOCK, name);
    }

    /** Times and space of the first install stay, and so does what was said of keeping policies up to date. */
    void save(Installation installation) {
        database.update(
                """
                insert into package as p (name, version, install_source, space_id, verification_status,
                    verification_key_id, keep_policies_up_to_date, failed_attempts, install_started_at, created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                on conflict (name) do update set version = excluded.version, install_source = excluded.install_source,
                    verification_status = excluded.verification_status, verification_key_id = excluded.verification_key_id,
                    failed_attempts = excluded.failed_attempts,
                    install_started_at = excluded.install_started_at, updated_at = excluded.updated_at""",
                installation.name(),
                installation.version(),
                installation.source(),
                installation.spaceId(),
                installation.verificationStatus(),
                installation.verificationKeyId(),
                installation.keepPoliciesUpToDate() ? Boolean.TRUE : null,
                installation.failedAttempts(),
                installation.startedAt(),
                installation.createdAt(),
                installation.updatedAt());
    }

    void addFailedAttempt(String name, JsonNode attempt, int kept) {
        database.update(
                """
                update package set failed_attempts = (
                    select jsonb_agg(attempt order by position) from jsonb_array_elements(
                        jsonb_build_array(?::jsonb) || failed_attempts) with ordinality as attempts (attempt, position)
                    where position <= ?)
                where name = ?""",
                attempt,
                kept,
                name);
    }

    boolean keepPoliciesUpToDate(String name, boolean keep, Instant now) {
        return database.update(
                        "update package set keep_policies_up_to_date = ?, updated_at = ? where name = ?",
                        keep,
                        now,
                        name)
                > 0;
    }

    void delete(String name) {
        database.update("delete from package where name = ?", name);
        database.update("delete from package_version where name = ?", name);
    }

    /** @param spaceId null for those of Elasticsearch */
    void replaceAssets(String name, String spaceId, List<AssetReference> assets) {
        deleteAssets(name, spaceId);
        database.update(
                """
                insert into package_asset (package_name, space_id, position, type, id, origin_id, version)
                select ?, ?::text, position, type, id, origin_id, version
                from unnest(?, ?, ?, ?) with ordinality as given (type, id, origin_id, version, position)""",
                name,
                spaceId,
                assets.stream().map(AssetReference::type).toList(),
                assets.stream().map(AssetReference::id).toList(),
                assets.stream().map(AssetReference::originId).toList(),
                assets.stream().map(AssetReference::version).toList());
    }

    /** @param spaceId null for those of Elasticsearch */
    void deleteAssets(String name, String spaceId) {
        database.update(
                "delete from package_asset where package_name = ? and space_id is not distinct from ?", name, spaceId);
    }

    /** Of one package in all spaces, those of the space of its first install first. */
    List<InstalledAsset> assets(String name) {
        return database.list(
                """
                select a.* from package_asset a join package p on p.name = a.package_name where p.name = ?
                order by a.space_id is distinct from p.space_id, a.space_id, a.position""",
                InstalledAsset::of,
                name);
    }

    List<InstalledAsset> assets() {
        return database.list(
                "select * from package_asset order by package_name, space_id, position", InstalledAsset::of);
    }
}
