package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.Packages;
import dev.garrison.fleet.packagepolicies.PackagePolicyWrites.Change;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Creates and changes package policies. Packages may have to be fetched and installed first, which is no part of a transaction; so what a
 * client has got wrong is found before, and looked for again once everything is locked.
 */
@ApplicationScoped
class PackagePolicyService {
    static final String MANAGED =
            " in Fleet because the package policy is managed by an external orchestration solution, such as Elastic Cloud,"
                    + " Kubernetes, etc. Please make changes using your orchestration solution.";

    /** What requests carry that is not kept as it is. */
    private static final List<String> INSTRUCTIONS =
            List.of("id", "force", "version", "policy_id", "policy_ids", "inputs", "vars");

    private final PackagePolicyRepository policies;
    private final PackageAccess access;
    private final PackagePolicyRules rules;
    private final PackagePolicyWrites writes;
    private final Packages packages;
    private final CurrentPrincipal principal;

    PackagePolicyService(
            PackagePolicyRepository policies,
            PackageAccess access,
            PackagePolicyRules rules,
            PackagePolicyWrites writes,
            Packages packages,
            CurrentPrincipal principal) {
        this.policies = policies;
        this.access = access;
        this.rules = rules;
        this.writes = writes;
        this.packages = packages;
        this.principal = principal;
    }

    /** @throws ApiException 404; 403: see {@link PackageAccess} */
    @Transactional
    public PackagePolicy require(String id) {
        var policy = policies.find(id).orElseThrow(() -> ApiException.notFound("Package policy %s not found", id));
        access.requireRead(policy);
        return policy;
    }

    /**
     * Puts an integration on agent policies, each of which gets a new revision. Its package is installed if need be.
     *
     * @param sent the checked {@link CreatePackagePolicy}
     * @throws ApiException 404: no such package or agent policy; 409: name or id taken; 400: see {@link PackagePolicyRules} and
     *     {@link PolicyDraft}
     */
    @Transactional(Transactional.TxType.NEVER)
    public PackagePolicy create(ObjectNode sent) {
        var simplified = InputFormat.isSimplified(sent, true);
        var content = content(sent.path("package"));
        var id = sent.path("id").asText(UUID.randomUUID().toString());
        var policyIds = PolicyTargets.sent(sent, simplified, List.of());
        var settings = settings(sent);
        settings.putIfAbsent("enabled", JsonNodeFactory.instance.booleanNode(true));
        settings.putIfAbsent("namespace", JsonNodeFactory.instance.textNode(""));
        settings.putArray("spaceIds").add(principal.space());
        fill(settings, sent, content, simplified);
        PolicyDraft.complete(content, settings);
        QuarkusTransaction.requiringNew().run(() -> check(content, id, settings, policyIds, policyIds, sent));
        var draft = PolicyDraft.of(content, id, settings, Set.of());

        install(content);
        return QuarkusTransaction.requiringNew().call(() -> {
            check(content, id, settings, policyIds, policyIds, sent);
            requireInstalled(content);
            return writes.create(id, draft, policyIds, principal.username());
        });
    }

    /**
     * Changes an integration; all agent policies that had it or get it have a new revision.
     *
     * @param sent the checked {@link UpdatePackagePolicy}; what is absent stays, in the simplified format what its package proposes
     * @throws ApiException 404; 409: the name is taken, or {@code version} is not the present one; 400: as for {@link #create}, or it is
     *     managed, without {@code force}
     */
    @Transactional(Transactional.TxType.NEVER)
    public PackagePolicy update(String id, ObjectNode sent) {
        var before = policies.find(id).orElseThrow(PackagePolicyService::notFound);
        access.requireUpdate(before);
        var force = sent.path("force").asBoolean();
        if (before.isManaged() && !force) {
            throw ApiException.badRequest("%s", "Cannot update package policy " + id + MANAGED);
        }
        requireVersion(before, sent);
        var simplified = InputFormat.isSimplified(sent, false);
        var content = content(packageOf(before, sent));
        var policyIds = PolicyTargets.sent(sent, simplified, before.policyIds());
        var settings = before.settings().deepCopy();
        settings.setAll(settings(sent));
        if (simplified || sent.has("inputs")) {
            fill(settings, sent, content, simplified);
        } else if (sent.has("vars")) {
            settings.set("vars", InputFormat.requireLegacy(sent.get("vars")));
        }
        if (!force) {
            FrozenParts.keep(before.settings(), settings);
        }
        PolicyDraft.complete(content, settings);
        var touched = new LinkedHashSet<>(before.policyIds());
        touched.addAll(policyIds);
        var draft = PolicyDraft.of(content, id, settings, before.secretIds());
        if (!content.manifest().version().equals(before.packageVersion())) {
            QuarkusTransaction.requiringNew()
                    .run(() -> check(content, id, settings, List.copyOf(touched), policyIds, sent));
            install(content);
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            check(content, id, settings, List.copyOf(touched), policyIds, sent);
            var present = policies.lock(List.of(id)).stream().findFirst().orElseThrow(PackagePolicyService::notFound);
            if (present.version() != before.version()) {
                throw conflict(id);
            }
            return writes.change(new Change(before, draft, policyIds), principal.username());
        });
    }

    private void check(
            PackageContent content,
            String id,
            ObjectNode settings,
            List<String> touched,
            List<String> policyIds,
            ObjectNode sent) {
        rules.check(
                content.manifest(),
                id,
                settings.path("name").asText(),
                touched,
                policyIds,
                settings.path("output_id").textValue(),
                sent.path("force").asBoolean());
    }

    private PackageContent content(JsonNode wanted) {
        if (!wanted.hasNonNull("name") || !wanted.hasNonNull("version")) {
            throw ApiException.badRequest("Package policy without package are not supported");
        }
        var content =
                packages.find(wanted.get("name").asText(), wanted.get("version").asText());
        if (content.manifest().isContent()) {
            throw ApiException.badRequest("Cannot create policy for content only packages");
        }
        return content;
    }

    private static JsonNode packageOf(PackagePolicy before, ObjectNode sent) {
        if (!sent.hasNonNull("package")) {
            return before.settings().path("package");
        }
        if (!sent.at("/package/name").asText().equals(before.packageName())) {
            throw ApiException.badRequest("The package of a package policy cannot change");
        }
        return sent.get("package");
    }

    private void install(PackageContent content) {
        packages.ensureInstalled(content.manifest().name(), content.manifest().version(), principal.space());
    }

    private void requireInstalled(PackageContent content) {
        var name = content.manifest().name();
        if (packages.toBeUsed(name).isEmpty()) {
            throw ApiException.conflict("Package %s was removed meanwhile", name);
        }
    }

    private static ObjectNode settings(ObjectNode sent) {
        return sent.deepCopy().remove(INSTRUCTIONS);
    }

    /** Inputs and variables, in the legacy format. */
    private static void fill(ObjectNode settings, ObjectNode sent, PackageContent content, boolean simplified) {
        var defaults = PackageDefaults.of(content.manifest());
        if (simplified) {
            SimplifiedFormat.apply(defaults, sent);
            settings.remove("vars");
            settings.setAll(defaults);
            return;
        }
        settings.set("inputs", LegacyFormat.inputs(content.manifest(), sent.path("inputs")));
        if (sent.has("vars")) {
            settings.set("vars", InputFormat.requireLegacy(sent.get("vars")));
        } else if (!settings.has("vars") && defaults.has("vars")) {
            settings.set("vars", defaults.get("vars"));
        }
    }

    private static void requireVersion(PackagePolicy before, ObjectNode sent) {
        var wanted = sent.path("version").textValue();
        if (wanted != null && !wanted.equals(before.opaqueVersion())) {
            throw conflict(before.id());
        }
    }

    private static ApiException conflict(String id) {
        return ApiException.conflict("Saved object [ingest-package-policies/%s] conflict", id);
    }

    private static ApiException notFound() {
        return ApiException.notFound("Package policy not found");
    }
}
