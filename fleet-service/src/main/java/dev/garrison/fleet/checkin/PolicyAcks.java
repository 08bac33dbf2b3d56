package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.AgentChanges;
import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.regex.Pattern;

/** Agents acknowledge revisions of their policy, which have no action: {@code policy:{id}:{revision}}. */
@ApplicationScoped
class PolicyAcks {
    private static final String PREFIX = "policy:";
    private static final Pattern ID = Pattern.compile(PREFIX + "(.+?):(\\d{1,9})(:.*)?", Pattern.DOTALL);

    private final PolicyDeliveries policies;
    private final AgentChanges changes;
    private final Database database;

    PolicyAcks(PolicyDeliveries policies, AgentChanges changes, Database database) {
        this.policies = policies;
        this.changes = changes;
        this.database = database;
    }

    static boolean isPolicy(AckEvent event) {
        return event.actionId().startsWith(PREFIX);
    }

    /** Nothing happens where it failed, is not newer than what is known, or is of a policy that the agent no longer has. */
    @Transactional(Transactional.TxType.MANDATORY)
    void take(String agentId, AckEvent event) {
        var id = ID.matcher(event.actionId());
        if (event.error() != null || !id.matches()) {
            return;
        }
        var policyId = id.group(1);
        int revision = Integer.parseInt(id.group(2));
        int written = database.update(
                """
                update agent a set policy_revision = ? from agent_policy p
                where a.id = ? and a.policy_id = ? and p.id = a.policy_id and p.revision >= ?
                    and (a.policy_revision is null or a.policy_revision < ?)""",
                revision,
                agentId,
                policyId,
                revision,
                revision);
        if (written == 1) {
            retireKeys(agentId, policyId, revision);
            changes.publish(Change.policy, List.of(agentId));
        }
    }

    /** The agent no longer uses keys of outputs that its policy has no more. */
    private void retireKeys(String agentId, String policyId, int revision) {
        var inUse = policies.atLeast(policyId, revision)
                .filter(policy -> policy.revision() == revision)
                .map(PolicyDelivery::outputs);
        if (inUse.isEmpty()) {
            return; // there is a newer revision, with whose acknowledgement it is done
        }
        var outputs = (ObjectNode)
                database.first("select outputs from agent where id = ?", row -> row.json("outputs"), agentId)
                        .orElseThrow();
        var kept = outputs.deepCopy().retain(inUse.get());
        kept.forEach(output -> ((ObjectNode) output).remove("to_retire_api_key_ids"));
        if (!kept.equals(outputs)) {
            database.update("update agent set outputs = cast(? as jsonb) where id = ?", kept, agentId);
        }
    }
}
