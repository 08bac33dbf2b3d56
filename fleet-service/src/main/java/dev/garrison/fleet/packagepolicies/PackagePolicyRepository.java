package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.Kuery;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.kql.KqlFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

@ApplicationScoped
class PackagePolicyRepository {
    private static final String POLICY_IDS =
            "array(select t.policy_id from package_policy_target t where t.package_policy_id = p.id order by t.position)";
    private static final String SELECT = "select p.*, " + POLICY_IDS + " as policy_ids from package_policy p ";

    static final KqlFields FIELDS = KqlFields.builder("ingest-package-policies")
            .keyword("id", "p.id")
            .keyword("name", "p.name")
            .keyword("namespace", "p.namespace")
            .text("description", "p.settings ->> 'description'")
            .bool("enabled", "p.enabled")
            .bool("is_managed", "p.is_managed")
            .number("revision", "p.revision")
            .date("created_at", "p.created_at")
            .keyword("created_by", "p.created_by")
            .date("updated_at", "p.updated_at")
            .keyword("updated_by", "p.updated_by")
            .keyword("package.name", "p.package_name")
            .keyword("package.version", "p.package_version")
            .keyword("package.title", "p.settings #>> '{package,title}'")
            .keyword("output_id", "p.output_id")
            .keyword(
                    "policy_id",
                    "(select t.policy_id from package_policy_target t where t.package_policy_id = p.id and t.position = 0)")
            .keywords("policy_ids", POLICY_IDS)
            .json("supports_agentless", "p.settings -> 'supports_agentless'")
            .document("inputs", "p.settings -> 'inputs'")
            .document("vars", "p.settings -> 'vars'")
            .document("secret_references", "p.settings -> 'secret_references'")
            .build();

    private final Database database;
    private final Clock clock;

    PackagePolicyRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    record Page(List<PackagePolicy> policies, long total) {}

    /** @param onlyPackage null: of all packages */
    Page search(PackagePolicyList list, String onlyPackage) {
        var matching = Kuery.compile(FIELDS, list.kuery(), clock);
        var where = "where " + matching.sql() + " and (?::text is null or p.package_name = ?) ";
        var parameters = new ArrayList<Object>(matching.parameters());
        parameters.add(onlyPackage);
        parameters.add(onlyPackage);
        var total = database.first(
                        "select count(*) as total from package_policy p " + where,
                        row -> row.number("total"),
                        parameters.toArray())
                .orElseThrow();
        parameters.add(list.perPage());
        parameters.add((list.page() - 1L) * list.perPage());
        var page = database.list(
                SELECT
                        + where
                        + "order by %s %s nulls last, p.id limit ? offset ?"
                                .formatted(list.sortColumn(), list.sortOrder().name()),
                PackagePolicy::of,
                parameters.toArray());
        return new Page(page, total);
    }

    Optional<PackagePolicy> find(String id) {
        return database.first(SELECT + "where p.id = ?", PackagePolicy::of, id);
    }

    /** In no particular order. */
    List<PackagePolicy> byIds(Collection<String> ids) {
        return database.list(SELECT + "where p.id = any(?)", PackagePolicy::of, ids);
    }

    /** Nobody else writes them before the caller's transaction ends. */
    List<PackagePolicy> lock(Collection<String> ids) {
        database.list(
                "select id from package_policy where id = any(?) order by id for update", row -> row.text("id"), ids);
        return byIds(ids);
    }

    /** Those on any of the agent policies, by creation. */
    List<PackagePolicy> on(Collection<String> policyIds) {
        return database.list(
                SELECT
                        + """
                        where exists (
                            select from package_policy_target t
                            where t.package_policy_id = p.id and t.policy_id = any(?))
                        order by p.created_at, p.id""",
                PackagePolicy::of,
                policyIds);
    }

    List<PackagePolicy> ofPackage(String packageName) {
        return database.list(SELECT + "where p.package_name = ? order by p.id", PackagePolicy::of, packageName);
    }

    List<String> versionsOf(String packageName) {
        return database.list(
                "select distinct package_version from package_policy where package_name = ?",
                row -> row.text("package_version"),
                packageName);
    }

    /** Of the agent policies those that have the package, by whichever package policy but this. */
    List<String> withPackage(Collection<String> policyIds, String packageName, String exceptId) {
        return database.list(
                """
                select distinct t.policy_id from package_policy_target t
                join package_policy p on p.id = t.package_policy_id
                where t.policy_id = any(?) and p.package_name = ? and p.id <> ?""",
                row -> row.text("policy_id"),
                policyIds,
                packageName,
                exceptId);
    }

    boolean haveAgents(Collection<String> policyIds) {
        return database.first(
                        "select exists (select from agent where active and policy_id = any(?)) as found",
                        row -> row.flag("found"),
                        policyIds)
                .orElseThrow();
    }

    /** Agents that have not left, by package policy; those without any are left out. */
    Map<String, Long> countAgents(Collection<String> ids) {
        var counts = new HashMap<String, Long>();
        database.list(
                        """
                        select t.package_policy_id, count(*) as agents from package_policy_target t
                        join agent a on a.policy_id = t.policy_id and a.active
                        where t.package_policy_id = any(?) group by t.package_policy_id""",
                        row -> Map.entry(row.text("package_policy_id"), row.number("agents")),
                        ids)
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** The package policy that has the name; until the caller's transaction ends nobody else may ask for it. */
    Optional<String> ownerOf(String name) {
        lockWord("package_policy.name:" + name);
        return database.first("select id from package_policy where name = ?", row -> row.text("id"), name);
    }

    /** {@code PREFIX-N} with the next number that is free. */
    String nextName(String prefix) {
        lockWord("package_policy.numbers:" + prefix);
        var last = database.first(
                        """
                        select coalesce(max(substring(name from '-([0-9]{1,9})$')::integer), 0) as last from package_policy
                        where starts_with(name, ?) and name ~ '-[0-9]{1,9}$'
                        and length(name) = length(?::text) + length(substring(name from '-([0-9]{1,9})$'))""",
                        row -> row.integer("last"),
                        prefix + "-",
                        prefix + "-")
                .orElse(0);
        return prefix + "-" + (last + 1);
    }

    /** {@code BASE (copy)}, then {@code BASE (copy 2)} and so on. */
    String nextCopyName(String base) {
        lockWord("package_policy.copies:" + base);
        var last = database.first(
                        """
                        select coalesce(max(case rest when ' (copy)' then 1
                            else substring(rest from '^ [(]copy ([0-9]{1,9})[)]$')::integer end), 0) as last
                        from (select substr(name, length(?::text) + 1) as rest from package_policy where starts_with(name, ?))""",
                        row -> row.integer("last"),
                        base,
                        base)
                .orElse(0);
        return base + (last == 0 ? " (copy)" : " (copy " + (last + 1) + ")");
    }

    private void lockWord(String word) {
        database.update("select pg_advisory_xact_lock(hashtextextended(?, 0))", word);
    }

    /** @return false: the id is taken */
    boolean insert(PackagePolicy policy) {
        var inserted = database.update(
                """
                insert into package_policy (id, settings, data_streams, revision, version, created_at, created_by,
                    updated_at, updated_by)
                values (?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing""",
                policy.id(),
                policy.settings(),
                policy.dataStreams(),
                policy.revision(),
                policy.version(),
                policy.createdAt(),
                policy.createdBy(),
                policy.updatedAt(),
                policy.updatedBy());
        if (inserted == 1) {
            addTargets(policy);
        }
        return inserted == 1;
    }

    void update(PackagePolicy policy) {
        database.update(
                """
                update package_policy set settings = ?::jsonb, data_streams = ?::jsonb, revision = ?, version = ?,
                    updated_at = ?, updated_by = ? where id = ?""",
                policy.settings(),
                policy.dataStreams(),
                policy.revision(),
                policy.version(),
                policy.updatedAt(),
                policy.updatedBy(),
                policy.id());
        database.update("delete from package_policy_target where package_policy_id = ?", policy.id());
        addTargets(policy);
    }

    private void addTargets(PackagePolicy policy) {
        var positions = IntStream.range(0, policy.policyIds().size()).boxed().toList();
        database.update(
                """
                insert into package_policy_target (package_policy_id, policy_id, position)
                select ?, policy_id, position from unnest(?, ?::integer[]) as given (policy_id, position)""",
                policy.id(),
                policy.policyIds(),
                positions);
    }

    void delete(Collection<String> ids) {
        database.update("delete from package_policy where id = any(?)", ids);
    }
}
