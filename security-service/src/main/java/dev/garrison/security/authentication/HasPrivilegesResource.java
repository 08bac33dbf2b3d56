package dev.garrison.security.authentication;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.privileges.ImpliedPrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Whether the caller holds privileges, as their roles are now: {@code /_security/user/_has_privileges}. */
@Path("/_security/user/_has_privileges")
@Consumes(MediaType.APPLICATION_JSON)
public class HasPrivilegesResource {
    private final HeldPrivileges privileges;
    private final CurrentPrincipal caller;

    HasPrivilegesResource(HeldPrivileges privileges, CurrentPrincipal caller) {
        this.privileges = privileges;
        this.caller = caller;
    }

    public record Question(List<String> cluster, List<OfIndices> index, List<OfApplication> application) {}

    /** @param names index names or patterns; a pattern is held where one of a role holds all that it does */
    public record OfIndices(
            @NotNull @OneOf({String[].class, String.class}) JsonNode names,
            @NotNull @OneOf({String[].class, String.class}) JsonNode privileges,
            @JsonProperty("allow_restricted_indices") Boolean allowRestrictedIndices) {}

    public record OfApplication(
            @NotNull String application, @NotNull List<String> privileges, @NotNull List<String> resources) {}

    /** For each thing that was asked for: privilege to whether it is held. */
    public record Answer(
            String username,
            @JsonProperty("has_all_requested") boolean hasAllRequested,
            Map<String, Boolean> cluster,
            Map<String, Map<String, Boolean>> index,
            Map<String, Map<String, Map<String, Boolean>>> application) {}

    @POST
    @RequirePrivileges
    public Answer ask(@NotNull Question question) {
        var clusterAsked = orEmpty(question.cluster());
        var indicesAsked = orEmpty(question.index());
        var applicationsAsked = orEmpty(question.application());
        if (clusterAsked.isEmpty() && indicesAsked.isEmpty() && applicationsAsked.isEmpty()) {
            throw ApiException.badRequest("Validation Failed: 1: must specify at least one privilege;");
        }
        var held = privileges.ofCaller();
        var clusterHeld = held.cluster();
        var cluster = new TreeMap<String, Boolean>();
        for (var privilege : clusterAsked) {
            requireKnown(ImpliedPrivileges.CLUSTER, "cluster", privilege);
            cluster.put(privilege, clusterHeld.contains("all") || clusterHeld.contains(privilege));
        }
        var index = new TreeMap<String, Map<String, Boolean>>();
        for (var asked : indicesAsked) {
            for (var privilege : texts(asked.privileges())) {
                requireKnown(ImpliedPrivileges.INDEX, "index", privilege);
                for (var name : texts(asked.names())) {
                    index.computeIfAbsent(name, any -> new TreeMap<>()).put(privilege, held.onIndex(name, privilege));
                }
            }
        }
        var application = new TreeMap<String, Map<String, Map<String, Boolean>>>();
        for (var asked : applicationsAsked) {
            var resources = application.computeIfAbsent(asked.application(), any -> new TreeMap<>());
            for (var resource : asked.resources()) {
                var answers = resources.computeIfAbsent(resource, any -> new TreeMap<>());
                for (var privilege : asked.privileges()) {
                    answers.put(privilege, held.onApplication(asked.application(), privilege, resource));
                }
            }
        }
        var all = !cluster.containsValue(false)
                && index.values().stream().noneMatch(answers -> answers.containsValue(false))
                && application.values().stream()
                        .flatMap(resources -> resources.values().stream())
                        .noneMatch(answers -> answers.containsValue(false));
        return new Answer(caller.username(), all, cluster, index, application);
    }

    private static void requireKnown(ImpliedPrivileges kind, String name, String privilege) {
        if (!kind.isKnown(privilege)) {
            throw ApiException.badRequest("unknown %s privilege [%s]", name, privilege);
        }
    }

    private static <T> Collection<T> orEmpty(Collection<T> list) {
        return list == null ? List.of() : list;
    }

    private static List<String> texts(JsonNode value) {
        return value.isTextual()
                ? List.of(value.textValue())
                : StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList();
    }
}
