package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.outputs.OutputUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/** What package policies mean for outputs. */
@ApplicationScoped
class OutputsInUse implements OutputUser {
    private final Database database;

    OutputsInUse(Database database) {
        this.database = database;
    }

    @Override
    public List<Use> of(Collection<String> packageNames) {
        return database.list(
                """
                select a.id, a.name, p.package_name, a.data_output_id, p.output_id from package_policy p
                join package_policy_target t on t.package_policy_id = p.id
                join agent_policy a on a.id = t.policy_id
                where p.package_name = any(?) order by a.id, p.id""",
                row -> new Use(
                        row.text("id"),
                        row.text("name"),
                        row.text("package_name"),
                        row.text("data_output_id"),
                        row.text("output_id")),
                packageNames);
    }

    @Override
    public Collection<String> policiesOf(String outputId) {
        return database.list(
                """
                select distinct t.policy_id from package_policy p
                join package_policy_target t on t.package_policy_id = p.id where p.output_id = ?""",
                row -> row.text("policy_id"),
                outputId);
    }

    /** Kept as null: cleared, and not never set. */
    @Override
    public void release(String outputId) {
        database.update(
                """
                update package_policy set settings = jsonb_set(settings, '{output_id}', 'null'), version = version + 1
                where output_id = ?""",
                outputId);
    }
}
