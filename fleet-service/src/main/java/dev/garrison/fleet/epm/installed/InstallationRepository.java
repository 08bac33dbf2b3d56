package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

@ApplicationScoped
class InstallationRepository {
    private static final String LOCK = "(hashtextextended('package:' || ?, 0))";

    /** With the name's beginning and, if not null, twice the type of a data stream. */
    private static final String MATCHING =
            """
             from package p join package_version v on v.name = p.name and v.version = p.version
            where starts_with(p.name, ?) and (?::text is null or exists (
                select from jsonb_array_elements(v.manifest -> 'data_streams') stream where stream ->> 'type' = ?))""";

    private final Database database;

    InstallationRepository(Database database) {
        this.database = database;
    }

    Optional<Installation> find(String name) {
        return database.first("select * from package where name = ?", Installation::of, name);
    }

    /** Neither removed nor upgraded before the caller's transaction ends. */
    Optional<Installation> locked(String name) {
        return database.first("select * from package where name = ? for key share", Installation::of, name);
    }

    /** Nobody puts anything on it, and nobody changes it, before the caller's transaction ends. */
    Optional<Installation> exclusively(String name) {
        return database.first("select * from package where name = ? for update", Installation::of, name);
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
    void replaceAssets(String name, String spaceId, List<PlacedAsset> assets, Instant now) {
        deleteAssets(name, spaceId);
        database.update(
                """
                insert into package_asset (package_name, space_id, placed_at, position, type, id, origin_id, version, title,
                    description)
                select ?, ?::text, ?, position, type, id, origin_id, version, title, description
                from unnest(?, ?, ?, ?, ?, ?) with ordinality
                    as given (type, id, origin_id, version, title, description, position)""",
                name,
                spaceId,
                now,
                column(assets, asset -> asset.reference().type()),
                column(assets, asset -> asset.reference().id()),
                column(assets, asset -> asset.reference().originId()),
                column(assets, asset -> asset.reference().version()),
                column(assets, PlacedAsset::title),
                column(assets, PlacedAsset::description));
    }

    private static List<String> column(List<PlacedAsset> assets, Function<PlacedAsset, String> value) {
        return assets.stream().map(value).toList();
    }

    /** @param spaceId null for those of Elasticsearch */
    void deleteAssets(String name, String spaceId) {
        database.update(
                "delete from package_asset where package_name = ? and space_id is not distinct from ?", name, spaceId);
    }

    /** What was placed in the space before that time is gone, and packages that were installed there are the default space's. */
    void forgetSpace(String space, Instant before) {
        database.update("delete from package_asset where space_id = ? and placed_at < ?", space, before);
        database.update("update package set space_id = 'default' where space_id = ? and created_at < ?", space, before);
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

    /** Those of the given saved objects that packages have brought into the space, in the given order. */
    List<KnownAsset> known(List<String> types, List<String> ids, String space) {
        return database.list(
                """
                select a.type, a.id, a.title, a.description, p.updated_at
                from unnest(?, ?) with ordinality as wanted (type, id, position)
                join package_asset a on a.type = wanted.type and a.id = wanted.id and a.space_id = ?
                join package p on p.name = a.package_name
                order by wanted.position""",
                KnownAsset::of,
                types,
                ids,
                space);
    }

    /** Installed packages by name, of which a page; see {@link Installations#page}. */
    List<Installation> page(String prefix, String dataStreamType, String after, boolean descending, int size) {
        return database.list(
                "select p.*" + MATCHING
                        + (descending
                                ? " and (?::text is null or p.name < ?) order by p.name desc"
                                : " and (?::text is null or p.name > ?) order by p.name")
                        + " limit ?",
                Installation::of,
                prefix,
                dataStreamType,
                dataStreamType,
                after,
                after,
                size);
    }

    long count(String prefix, String dataStreamType) {
        return database.first(
                        "select count(*) as total" + MATCHING,
                        row -> row.number("total"),
                        prefix,
                        dataStreamType,
                        dataStreamType)
                .orElseThrow();
    }
}
