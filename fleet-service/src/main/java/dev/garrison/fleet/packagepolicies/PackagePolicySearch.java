package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.packagepolicies.PackagePolicyList.Format;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Many package policies at a time. */
@ApplicationScoped
class PackagePolicySearch {
    private final PackagePolicyRepository policies;

    private final PackageAccess access;

    PackagePolicySearch(PackagePolicyRepository policies, PackageAccess access) {
        this.policies = policies;
        this.access = access;
    }

    record Found(List<ObjectNode> items, long total) {}

    /** @throws ApiException 400: the kuery or the sort field cannot be used */
    @Transactional
    public Found list(PackagePolicyList list) {
        var page = policies.search(list, access.onlyPackage());
        var items = items(page.policies(), list.format());
        if (Boolean.TRUE.equals(list.withAgentCount())) {
            var counts = policies.countAgents(
                    page.policies().stream().map(PackagePolicy::id).toList());
            items.forEach(item ->
                    item.put("agents", counts.getOrDefault(item.get("id").asText(), 0L)));
        }
        return new Found(items, page.total());
    }

    /**
     * In the order of the ids.
     *
     * @throws ApiException 404: one does not exist, unless missing ones are ignored; 403: see {@link PackageAccess}
     */
    @Transactional
    public List<ObjectNode> bulkGet(List<String> ids, boolean ignoreMissing, Format format) {
        var found = policies.byIds(ids).stream().collect(Collectors.toMap(PackagePolicy::id, Function.identity()));
        if (!ignoreMissing) {
            ids.stream().filter(id -> !found.containsKey(id)).findFirst().ifPresent(id -> {
                throw ApiException.notFound("Package policy %s not found", id);
            });
        }
        found.values().forEach(access::requireRead);
        return items(ids.stream().map(found::get).filter(Objects::nonNull).toList(), format);
    }

    private static List<ObjectNode> items(List<PackagePolicy> policies, Format format) {
        return policies.stream()
                .map(policy -> PackagePolicyItems.of(policy, format == Format.simplified))
                .toList();
    }
}
