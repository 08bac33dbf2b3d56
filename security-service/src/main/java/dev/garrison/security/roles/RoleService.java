package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.AuditedAction;
import dev.garrison.security.credentials.CredentialChanged;
import dev.garrison.security.credentials.CredentialChanged.Change;
import dev.garrison.security.credentials.Names;
import dev.garrison.security.roles.RoleResource.RefusedRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes roles. Each public method is one transaction; who has a role holds what it grants from the next request on. */
@ApplicationScoped
class RoleService {
    private static final String TARGET = "role";
    private static final String INVALID = "Validation Failed: 1: ";

    private final RoleRepository roles;
    private final ReservedRoles reserved;
    private final Outbox outbox;
    private final AuditedAction audited;
    private final ObjectMapper json;
    private final Clock clock;

    RoleService(
            RoleRepository roles,
            ReservedRoles reserved,
            Outbox outbox,
            AuditedAction audited,
            ObjectMapper json,
            Clock clock) {
        this.roles = roles;
        this.reserved = reserved;
        this.outbox = outbox;
        this.audited = audited;
        this.json = json;
        this.clock = clock;
    }

    /** Names of roles by what became of them. */
    record Written(List<String> created, List<String> updated, List<String> same) {}

    /** Of many: what was written, and why the others were not. */
    record BulkOutcome(Written written, Map<String, RefusedRole> refused) {}

    /**
     * Creates the role or replaces it as a whole.
     *
     * @return whether it is new
     * @throws ApiException 400: reserved, a bad name, or not what a role looks like
     */
    @Transactional
    public boolean put(String name, ObjectNode descriptor) {
        audited.is("put_role", TARGET, name);
        require(name, descriptor);
        roles.lockForWriting();
        return !write(Map.of(name, RoleDescriptor.complete(descriptor)), false)
                .created()
                .isEmpty();
    }

    /**
     * Creates the role or replaces what Kibana knows of it: what it grants in other applications stays.
     *
     * @throws ApiException 400: reserved, a bad name, or privileges that cannot be given so; 409: it exists and must not
     */
    @Transactional
    public void put(String name, PutRole role, boolean createOnly) {
        audited.is("put_role", TARGET, name);
        var problems = FeatureRules.problems(role.entries());
        if (!problems.isEmpty()) {
            throw ApiException.badRequest(told(problems));
        }
        roles.lockForWriting();
        if (createOnly && (reserved.has(name) || roles.findById(name) != null)) {
            throw ApiException.conflict("Role already exists and cannot be created: %s", name);
        }
        var descriptor = role.descriptor();
        require(name, descriptor);
        write(Map.of(name, RoleDescriptor.complete(descriptor)), true);
    }

    /** As {@link #put(String, PutRole, boolean)} for many: what cannot be written does not stop the others. */
    @Transactional
    public BulkOutcome putAll(Map<String, PutRole> wanted) {
        audited.is("bulk_put_role", TARGET, List.copyOf(wanted.keySet()));
        var refused = new TreeMap<String, RefusedRole>();
        var documents = new TreeMap<String, ObjectNode>();
        wanted.forEach((name, role) -> {
            var descriptor = role.descriptor();
            var refusal = refusal(name, role, descriptor);
            if (refusal == null) {
                documents.put(name, RoleDescriptor.complete(descriptor));
            } else {
                refused.put(name, refusal);
            }
        });
        roles.lockForWriting();
        return new BulkOutcome(write(documents, true), refused);
    }

    private RefusedRole refusal(String name, PutRole role, ObjectNode descriptor) {
        var problems = FeatureRules.problems(role.entries());
        if (!problems.isEmpty()) {
            return new RefusedRole("kibana_privilege_validation_exception", told(problems));
        }
        var problem = problem(name, descriptor);
        if (problem == null) {
            return null;
        }
        return new RefusedRole(
                problem.startsWith(INVALID) ? "action_request_validation_exception" : "illegal_argument_exception",
                problem);
    }

    private String told(List<String> problems) {
        return "Role cannot be updated due to validation errors: " + json.valueToTree(problems);
    }

    /**
     * Users who have the role keep its name, and what it granted is gone.
     *
     * @return whether there was such a role
     * @throws ApiException 400: reserved
     */
    @Transactional
    public boolean delete(String name) {
        audited.is("delete_role", TARGET, name);
        if (reserved.has(name)) {
            throw ApiException.badRequest("%srole [%s] is reserved and cannot be deleted;", INVALID, name);
        }
        roles.lockForWriting();
        if (!roles.deleteById(name)) {
            return false;
        }
        outbox.publish(CredentialChanged.ofRole(name, Change.ROLE_DELETED));
        return true;
    }

    private void require(String name, ObjectNode descriptor) {
        var problem = problem(name, descriptor);
        if (problem != null) {
            throw ApiException.badRequest(problem);
        }
    }

    private String problem(String name, ObjectNode descriptor) {
        if (reserved.has(name)) {
            return INVALID + "role [" + name + "] is reserved and cannot be modified;";
        }
        if (!Names.isValid(name)) {
            return INVALID + Names.rule("Role") + ";";
        }
        for (var entry : descriptor.path("metadata").properties()) {
            if (entry.getKey().startsWith("_")) {
                return INVALID + "role descriptor metadata keys may not start with [_];";
            }
        }
        return RoleDescriptor.problem(name, descriptor);
    }

    private Written write(Map<String, ObjectNode> documents, boolean keepOtherApplications) {
        var before = roles.named(documents.keySet());
        var known = before.stream().map(role -> role.name).toList();
        if (keepOtherApplications) {
            before.forEach(role -> addOtherApplications(role.document, documents.get(role.name)));
        }
        var all = json.createObjectNode();
        all.setAll(documents);
        var written = roles.write(all, clock.instant());
        var outcome = new Written(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var name : documents.keySet()) {
            if (!written.contains(name)) {
                outcome.same.add(name);
            } else if (known.contains(name)) {
                outcome.updated.add(name);
            } else {
                outcome.created.add(name);
            }
        }
        outbox.publishAll(written.stream()
                .map(name -> CredentialChanged.ofRole(name, Change.ROLE_CHANGED))
                .toList());
        return outcome;
    }

    private static void addOtherApplications(ObjectNode before, ObjectNode now) {
        for (var application : before.path("applications")) {
            if (!KibanaApplications.isKibana(application)) {
                ((ArrayNode) now.path("applications")).add(application);
            }
        }
    }
}
