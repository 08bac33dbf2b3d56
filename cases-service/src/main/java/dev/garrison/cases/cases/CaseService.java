package dev.garrison.cases.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.cases.cases.CaseAccess.Operation;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What may happen to cases of the caller's space. Each public method is one transaction. */
@ApplicationScoped
class CaseService {
    private static final int DEEPEST = 10_000;

    private final CaseRepository cases;
    private final CaseAccess access;
    private final CurrentPrincipal principal;
    private final ObjectMapper json;
    private final Clock clock;

    CaseService(CaseRepository cases, CaseAccess access, CurrentPrincipal principal, ObjectMapper json, Clock clock) {
        this.cases = cases;
        this.access = access;
        this.principal = principal;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Opens a case.
     *
     * @throws ApiException 403: not with this owner, or not assignees; 400: custom fields that nobody configured
     */
    @Transactional
    public Case create(CreateCase described) {
        access.require(Operation.createCase, Set.of(described.owner()));
        var created = new Case();
        created.id = UUID.randomUUID().toString();
        created.space = principal.space();
        created.owner = described.owner().name();
        created.title = described.title().strip();
        created.description = described.description().strip();
        created.tags = described.tags().stream().map(String::strip).toArray(String[]::new);
        created.category =
                described.category() == null ? null : described.category().strip();
        created.severity = (described.severity() == null ? Severity.low : described.severity()).name();
        created.status = Status.OPEN.wireName;
        created.assignees = assignees(described);
        created.syncAlerts = described.settings().syncAlerts();
        created.connector = json.valueToTree(described.connector());
        created.customFields = json.valueToTree(customFields(described));
        created.createdAt = clock.instant();
        created.createdBy = json.valueToTree(User.of(principal.get()));
        cases.create(created, payload(created));
        return created;
    }

    private String[] assignees(CreateCase described) {
        if (described.assignees() == null || described.assignees().isEmpty()) {
            return new String[0];
        }
        access.require(Operation.assignCase, Set.of(described.owner()));
        return described.assignees().stream()
                .map(CreateCase.Assignee::uid)
                .distinct()
                .toArray(String[]::new);
    }

    /** Cases have the custom fields that are configured for their owner: until there is a configuration, none. */
    private static List<CreateCase.CustomField> customFields(CreateCase described) {
        if (described.customFields() != null && !described.customFields().isEmpty()) {
            throw ApiException.badRequest("No custom fields configured.");
        }
        return List.of();
    }

    private JsonNode payload(Case created) {
        var document = CaseDocument.of(created, json);
        var payload = json.createObjectNode();
        payload.put("title", created.title);
        payload.put("description", created.description);
        payload.set("tags", json.valueToTree(document.tags()));
        payload.put("category", created.category);
        payload.put("severity", created.severity);
        payload.put("status", created.status);
        payload.put("owner", created.owner);
        payload.set("assignees", json.valueToTree(document.assignees()));
        payload.set("settings", json.valueToTree(document.settings()));
        payload.set("connector", created.connector);
        payload.set("customFields", created.customFields);
        return payload;
    }

    /** @throws ApiException 404: not in this space; 403: not the cases of its owner */
    Case require(String id) {
        var found = cases.find(principal.space(), id).orElseThrow(() -> notFound(id));
        access.require(Operation.getCase, Set.of(Owner.valueOf(found.owner)));
        return found;
    }

    /**
     * All or none.
     *
     * @throws ApiException 404: one is not in this space; 403: not the cases of an owner
     */
    @Transactional
    public void delete(List<String> ids) {
        var found = cases.lock(principal.space(), ids);
        var missing = new HashSet<>(ids);
        found.forEach(present -> missing.remove(present.id));
        ids.stream().filter(missing::contains).findFirst().ifPresent(id -> {
            throw notFound(id);
        });
        access.require(
                Operation.deleteCase,
                found.stream().map(present -> Owner.valueOf(present.owner)).toList());
        cases.delete(found, json.valueToTree(User.of(principal.get())), clock.instant());
    }

    /** @throws ApiException 403: no owner's cases; 400: too deep, or {@code from} or {@code to} is no date */
    @Transactional
    public Found find(CaseFilter filter) {
        if ((long) filter.page() * filter.perPage() > DEEPEST) {
            throw ApiException.badRequest("The number of documents is too high. "
                    + "Paginating through more than 10,000 documents is not possible.");
        }
        var condition =
                CaseConditions.of(filter, principal.space(), access.ownersOf(Operation.getCase), clock.instant());
        return new Found(cases.page(condition, filter), cases.count(condition));
    }

    /** @param ofStatus how many there are, whichever status is asked for */
    record Found(List<Case> page, Map<Status, Long> ofStatus) {}

    private static ApiException notFound(String id) {
        return ApiException.notFound("Saved object [cases/%s] not found", id);
    }
}
