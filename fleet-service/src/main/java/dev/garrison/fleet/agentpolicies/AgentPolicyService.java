package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.policyrevisions.AgentPolicyChanged;
import dev.garrison.fleet.policyrevisions.AgentPolicyChanged.Change;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.uninstalltokens.UninstallTokenService;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What may happen to an agent policy. Each public method is one transaction. */
@ApplicationScoped
public class AgentPolicyService {
    static final String HOSTED =
            " in Fleet because the agent policy is managed by an external orchestration solution, such as Elastic Cloud,"
                    + " Kubernetes, etc. Please make changes using your orchestration solution.";

    private static final String SCHEMA_VERSION = "1.1.1";
    private static final int DEFAULT_INACTIVITY_TIMEOUT = 1_209_600; // seconds: two weeks

    /** What requests carry besides settings. */
    private static final List<String> INSTRUCTIONS = List.of("id", "force", "has_fleet_server", "bumpRevision");

    /** What a copy takes over; the rest begins anew. */
    private static final List<String> COPIED = List.of(
            "namespace",
            "monitoring_enabled",
            "monitoring_output_id",
            "monitoring_pprof_enabled",
            "monitoring_http",
            "monitoring_diagnostics",
            "inactivity_timeout",
            "unenroll_timeout",
            "agent_features",
            "overrides",
            "data_output_id",
            "download_source_id",
            "fleet_server_host_id",
            "global_data_tags",
            "agentless",
            "supports_agentless");

    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.equals(b) || a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : 1;

    private final AgentPolicyRepository policies;
    private final AgentPolicyRules rules;
    private final EnrollmentKeyService keys;
    private final UninstallTokenService uninstallTokens;
    private final PolicyRevisions revisions;
    private final Outbox outbox;
    private final CurrentPrincipal principal;
    private final ObjectMapper json;
    private final Clock clock;

    AgentPolicyService(
            AgentPolicyRepository policies,
            AgentPolicyRules rules,
            EnrollmentKeyService keys,
            UninstallTokenService uninstallTokens,
            PolicyRevisions revisions,
            Outbox outbox,
            CurrentPrincipal principal,
            ObjectMapper json,
            Clock clock) {
        this.policies = policies;
        this.rules = rules;
        this.keys = keys;
        this.uninstallTokens = uninstallTokens;
        this.revisions = revisions;
        this.outbox = outbox;
        this.principal = principal;
        this.json = json;
        this.clock = clock;
    }

    /** @throws ApiException 404 */
    @Transactional
    public AgentPolicy require(String id) {
        return policies.findByIdOptional(id).orElseThrow(() -> notFound(id));
    }

    /** One indexed read, for each check-in. */
    @Transactional
    public Optional<PolicyHead> head(String id) {
        return policies.head(id);
    }

    /**
     * Creates a policy with an enrollment key, an uninstall token and revision 1.
     *
     * @param sent the checked {@link CreateAgentPolicy}
     * @param systemMonitoring also add the {@code system} integration
     * @throws ApiException 400: see {@link AgentPolicyRules}; 404: an integration that is asked for is not to be had; 409: name or id taken
     */
    @Transactional
    public AgentPolicy create(ObjectNode sent, boolean systemMonitoring) {
        var settings = settings(sent);
        if (!settings.has("is_managed")) {
            settings.put("is_managed", false);
        }
        rules.check(settings);
        if (sent.path("has_fleet_server").booleanValue()) {
            rules.checkFleetServerOutput(settings);
            throw packageNotFound("fleet_server");
        }
        if (systemMonitoring) {
            throw packageNotFound("system");
        }
        return insert(sent.path("id").asText(UUID.randomUUID().toString()), settings);
    }

    /**
     * Changes a policy and, unless {@code bumpRevision} is false, tells its agents.
     *
     * @param sent the checked {@link UpdateAgentPolicy}
     * @throws ApiException 404; 409: name taken; 400: see {@link AgentPolicyRules}, or the policy is hosted and there is no {@code force}
     */
    @Transactional
    public AgentPolicy update(String id, ObjectNode sent) {
        var policy = lock(id);
        var changes = settings(sent);
        if (policy.isManaged() && !sent.path("force").booleanValue()) {
            requireNoDifference(policy, changes);
        }
        var settings = policy.settings.deepCopy();
        settings.setAll(changes);
        settings.put("is_protected", false); // needs Elastic Defend on the policy
        rules.check(changes); // of what was stored before, nothing can have gone
        requireFreeName(id, settings);

        policy.settings = settings;
        policy.written(clock.instant(), principal.username());
        if (sent.path("bumpRevision").asBoolean(true)) {
            policy.revision++;
            revisions.record(id, policy.revision, policy.updatedAt);
        }
        outbox.publish(new AgentPolicyChanged(id, policy.revision, Change.updated));
        return policy;
    }

    /**
     * @param description null for none
     * @throws ApiException 404; 409: name taken
     */
    @Transactional
    public AgentPolicy copy(String id, String name, String description) {
        var settings = require(id).settings.deepCopy().retain(COPIED);
        settings.put("name", name).put("is_managed", false);
        if (description != null) {
            settings.put("description", description);
        }
        rules.check(settings); // so that what it names stays
        return insert(UUID.randomUUID().toString(), settings);
    }

    /**
     * Deletes a policy with its enrollment keys, uninstall token and revisions.
     *
     * @param force also if it is hosted
     * @return the policy that was
     * @throws ApiException 404; 400: it is hosted, or has agents that have not left
     */
    @Transactional
    public AgentPolicy delete(String id, boolean force) {
        var policy = lock(id);
        if (policy.isManaged() && !force) {
            throw ApiException.badRequest("%s", "Cannot delete hosted agent policy " + id + HOSTED);
        }
        if (!policies.countAgents(List.of(id)).isEmpty()) {
            throw ApiException.badRequest(
                    "Cannot delete an agent policy that is assigned to any active or inactive agents");
        }
        policies.delete(policy);
        outbox.publish(new AgentPolicyChanged(id, policy.revision, Change.deleted));
        return policy;
    }

    private AgentPolicy insert(String id, ObjectNode settings) {
        requireFreeName(id, settings);
        var policy = new AgentPolicy();
        policy.id = id;
        policy.settings = settings.put("is_protected", false); // needs Elastic Defend, which a new policy has not
        policy.status = "active";
        policy.revision = 1;
        policy.schemaVersion = SCHEMA_VERSION;
        policy.createdAt = clock.instant();
        policy.written(policy.createdAt, principal.username());
        if (!policies.insert(policy)) {
            throw ApiException.conflict("Saved object [ingest-agent-policies/%s] conflict", id);
        }
        revisions.record(id, policy.revision, policy.createdAt);
        keys.createDefault(id);
        uninstallTokens.create(id);
        outbox.publish(new AgentPolicyChanged(id, policy.revision, Change.created));
        return policy;
    }

    private AgentPolicy lock(String id) {
        return policies.lock(id).orElseThrow(() -> notFound(id));
    }

    /** What of a request is kept. Without an inactivity timeout it is the default, also on update. */
    private ObjectNode settings(ObjectNode sent) {
        var settings = json.createObjectNode().put("inactivity_timeout", DEFAULT_INACTIVITY_TIMEOUT);
        settings.setAll(sent);
        return settings.remove(INSTRUCTIONS);
    }

    private void requireFreeName(String id, ObjectNode settings) {
        var name = settings.get("name").textValue();
        policies.ownerOf(name).filter(owner -> !owner.equals(id)).ifPresent(owner -> {
            throw ApiException.conflict("Agent Policy '%s' already exists with name '%s'", owner, name);
        });
    }

    private static void requireNoDifference(AgentPolicy policy, ObjectNode changes) {
        for (var change : changes.properties()) {
            var stored = policy.settings.get(change.getKey());
            if (stored == null || !stored.equals(BY_VALUE, change.getValue())) {
                throw ApiException.badRequest("%s", "Cannot update " + change.getKey() + HOSTED);
            }
        }
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("Saved object [ingest-agent-policies/%s] not found", id);
    }

    /** No package is to be had before there is a registry. */
    private static ApiException packageNotFound(String name) {
        return ApiException.notFound("[%s] package not found in registry", name);
    }
}
