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
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What may happen to an agent policy. Each public method is one transaction, after packages were installed where it needs some. */
@ApplicationScoped
public class AgentPolicyService {
    public static final String HOSTED =
            " in Fleet because the agent policy is managed by an external orchestration solution, such as Elastic Cloud,"
                    + " Kubernetes, etc. Please make changes using your orchestration solution.";

    private static final String SYSTEM = "system";
    private static final String FLEET_SERVER = "fleet_server";
    private static final String ENDPOINT = "endpoint";
    private static final String ELASTIC_AGENT = "elastic_agent";
    private static final String FIRST_FLEET_SERVER_POLICY = "fleet-server-policy";

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

    private static final Logger LOG = Logger.getLogger(AgentPolicyService.class);

    private final AgentPolicyRepository policies;
    private final AgentPolicyRules rules;
    private final List<PackagePolicies> packagePolicies;
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
            @All List<PackagePolicies> packagePolicies,
            EnrollmentKeyService keys,
            UninstallTokenService uninstallTokens,
            PolicyRevisions revisions,
            Outbox outbox,
            CurrentPrincipal principal,
            ObjectMapper json,
            Clock clock) {
        this.policies = policies;
        this.rules = rules;
        this.packagePolicies = packagePolicies;
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

    /** Until the caller's transaction ends nobody else writes them. In no particular order. @throws ApiException 404 */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<AgentPolicy> lock(Collection<String> ids) {
        var locked = policies.lockInOrder(ids);
        var found = locked.stream().map(AgentPolicy::id).toList();
        ids.stream().filter(id -> !found.contains(id)).findFirst().ifPresent(id -> {
            throw notFound(id);
        });
        return locked;
    }

    /** Elastic Defend has gone from the policies, and with it the protection of their agents. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void unprotect(Collection<String> ids) {
        policies.unprotect(ids);
    }

    /**
     * Creates a policy with an enrollment key, an uninstall token and revision 1. Packages that it needs are installed first.
     *
     * @param sent the checked {@link CreateAgentPolicy}
     * @param systemMonitoring also add the {@code system} integration
     * @throws ApiException 400: see {@link AgentPolicyRules}; 404: an integration that is asked for is not to be had; 409: name or id taken
     */
    @Transactional(Transactional.TxType.NEVER)
    public AgentPolicy create(ObjectNode sent, boolean systemMonitoring) {
        var added = new ArrayList<String>();
        if (sent.path("has_fleet_server").booleanValue()) {
            added.add(FLEET_SERVER);
        }
        if (systemMonitoring) {
            added.add(SYSTEM);
        }
        added.forEach(this::install);
        installForMonitoring(sent);
        return QuarkusTransaction.requiringNew().call(() -> create(sent, added));
    }

    private AgentPolicy create(ObjectNode sent, List<String> added) {
        var settings = settings(sent);
        if (!settings.has("is_managed")) {
            settings.put("is_managed", false);
        }
        rules.check(settings);
        var id = sent.path("id").asText(UUID.randomUUID().toString());
        if (added.contains(FLEET_SERVER)) {
            rules.checkElasticsearchOutput(settings);
            if (policies.findById(FIRST_FLEET_SERVER_POLICY) == null) {
                settings.put("is_default_fleet_server", true);
                id = sent.path("id").asText(FIRST_FLEET_SERVER_POLICY);
            }
        }
        var policy = insert(id, settings, false); // protection needs Elastic Defend, which a new policy has not
        added.forEach(name -> packagePolicies.forEach(kind -> kind.add(name, policy)));
        return policy;
    }

    private void install(String packageName) {
        packagePolicies.forEach(kind -> kind.install(packageName, principal.space()));
    }

    /** Agents send their own logs and metrics also without this package, so a policy does not wait for it. */
    private void installForMonitoring(ObjectNode sent) {
        if (!sent.path("monitoring_enabled").isEmpty()) {
            try {
                install(ELASTIC_AGENT);
            } catch (ApiException e) {
                LOG.warnf("Package %s was not installed: %s", ELASTIC_AGENT, e.getMessage());
            }
        }
    }

    /**
     * Changes a policy and, unless {@code bumpRevision} is false, tells its agents.
     *
     * @param sent the checked {@link UpdateAgentPolicy}
     * @throws ApiException 404; 409: name taken; 400: see {@link AgentPolicyRules}, or the policy is hosted and there is no {@code force}
     */
    @Transactional(Transactional.TxType.NEVER)
    public AgentPolicy update(String id, ObjectNode sent) {
        installForMonitoring(sent);
        return QuarkusTransaction.requiringNew().call(() -> change(id, sent));
    }

    private AgentPolicy change(String id, ObjectNode sent) {
        var policy = lock(id);
        var changes = settings(sent);
        if (policy.isManaged() && !sent.path("force").booleanValue()) {
            requireNoDifference(policy, changes);
        }
        var settings = policy.settings.deepCopy();
        settings.setAll(changes);
        var packages = packagesOn(id);
        settings.put("is_protected", settings.path("is_protected").asBoolean() && packages.contains(ENDPOINT));
        rules.check(changes); // of what was stored before, nothing can have gone
        if (changes.has("data_output_id")) {
            rules.checkOutputFor(packages, settings);
        }
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

    private Set<String> packagesOn(String id) {
        return packagePolicies.stream()
                .flatMap(kind -> kind.packagesOn(id).stream())
                .collect(Collectors.toSet());
    }

    /**
     * Makes a policy like another, with copies of its integrations.
     *
     * @param description null for none
     * @throws ApiException 404; 409: name taken; 400: an integration is managed
     */
    @Transactional
    public AgentPolicy copy(String id, String name, String description) {
        var original = lock(id); // so that its integrations stay
        var settings = original.settings.deepCopy().retain(COPIED);
        settings.put("name", name).put("is_managed", false);
        if (description != null) {
            settings.put("description", description);
        }
        rules.check(settings); // so that what it names stays
        var isProtected = original.settings.path("is_protected").asBoolean();
        var copy = insert(UUID.randomUUID().toString(), settings, isProtected);
        packagePolicies.forEach(kind -> kind.copy(id, copy));
        return copy;
    }

    /**
     * Deletes a policy with its enrollment keys, uninstall token and revisions.
     *
     * @param force also if it is hosted or has a managed integration
     * @return the policy that was
     * @throws ApiException 404; 400: it is hosted, has agents that have not left, or a managed integration
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
        packagePolicies.forEach(kind -> kind.release(policy, force));
        policies.delete(policy);
        outbox.publish(new AgentPolicyChanged(id, policy.revision, Change.deleted));
        return policy;
    }

    private AgentPolicy insert(String id, ObjectNode settings, boolean isProtected) {
        requireFreeName(id, settings);
        var policy = new AgentPolicy();
        policy.id = id;
        policy.settings = settings.put("is_protected", isProtected);
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
}
