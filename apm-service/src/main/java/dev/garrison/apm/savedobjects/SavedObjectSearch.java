package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.apm.savedobjects.FindResource.Found;
import dev.garrison.apm.savedobjects.SavedObjectFinder.References;
import dev.garrison.apm.savedobjects.SavedObjectFinder.Search;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.ListParameter;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** What clients search for: types and spaces in which the caller may read nothing are left out without a word. */
@ApplicationScoped
class SavedObjectSearch {
    private final SavedObjectFinder finder;
    private final Aggregations aggregations;
    private final SavedObjectRepository objects;
    private final SavedObjectAccess access;
    private final SpacePrivileges privileges;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;

    SavedObjectSearch(
            SavedObjectFinder finder,
            Aggregations aggregations,
            SavedObjectRepository objects,
            SavedObjectAccess access,
            SpacePrivileges privileges,
            CurrentPrincipal caller,
            ObjectMapper json) {
        this.finder = finder;
        this.aggregations = aggregations;
        this.objects = objects;
        this.access = access;
        this.privileges = privileges;
        this.caller = caller;
        this.json = json;
    }

    Found find(FindQuery query) {
        var names = ListParameter.of(query.type());
        if (names.isEmpty()) {
            throw ApiException.badRequest(
                    "[request query.type]: expected at least one defined value but got [undefined]");
        }
        var search = new Search(
                scope(names, ListParameter.of(query.namespaces())),
                query.search(),
                query.defaultSearchOperator(),
                ListParameter.of(query.searchFields()),
                new References(references("has_reference", query.hasReference()), query.hasReferenceOperator()),
                new References(references("has_no_reference", query.hasNoReference()), query.hasNoReferenceOperator()),
                query.filter());
        var aggs = query.aggs() == null ? null : aggregations.parse(query.aggs());
        if (search.scope().isEmpty()) {
            return new Found(query.page(), query.perPage(), 0, List.of(), null);
        }
        var page = finder.find(search, query.sortField(), query.page(), query.perPage());
        var shown = access.shown(page.objects());
        var fields = ListParameter.of(query.fields());
        return new Found(
                query.page(),
                query.perPage(),
                page.total(),
                page.objects().stream()
                        .map(object -> SavedObjectAnswer.of(new Outcome.Done(object), shown)
                                .withScore(0))
                        .map(answer -> Fields.choose(fields, answer))
                        .toList(),
                aggs == null ? null : aggregations.compute(aggs, search));
    }

    /** @param spaces empty: the request's; {@code *}: all in which the caller may read */
    private FindScope scope(List<String> names, List<String> spaces) {
        var types = names.stream()
                .distinct()
                .map(SavedObjectTypes::find)
                .flatMap(java.util.Optional::stream)
                .toList();
        var wanted = spaces.isEmpty() ? List.of(caller.space()) : spacesNamed(spaces, types);
        var held = privileges.at(
                wanted,
                types.stream()
                        .map(type -> SavedObjectAccess.Operation.get.on(type.name()))
                        .toList());
        var scope = new LinkedHashMap<SavedObjectType, List<String>>();
        for (var type : types) {
            var allowed = wanted.stream()
                    .filter(space -> held.has(space, SavedObjectAccess.Operation.get.on(type.name())))
                    .toList();
            if (!allowed.isEmpty()) {
                scope.put(type, allowed);
            }
        }
        return new FindScope(scope);
    }

    private List<String> spacesNamed(List<String> spaces, List<SavedObjectType> types) {
        if (!spaces.contains(SavedObject.EVERYWHERE)) {
            return spaces;
        }
        var all = new ArrayList<>(
                objects.spacesOf(types.stream().map(SavedObjectType::name).toList()));
        all.remove(SavedObject.EVERYWHERE);
        if (!all.contains(caller.space())) {
            all.add(caller.space());
        }
        return all;
    }

    private List<String> references(String parameter, String sent) {
        if (sent == null) {
            return List.of();
        }
        var keys = new ArrayList<String>();
        var value = parse(sent);
        for (var reference : value.isArray() ? value : List.of(value)) {
            if (!reference.isObject() || !Storable.is(reference)) {
                throw ApiException.badRequest(
                        "[request query.%s]: could not parse object value from json input", parameter);
            }
            for (var field : List.of("type", "id")) {
                if (!reference.path(field).isTextual()) {
                    throw ApiException.badRequest(
                            "[request query.%s.%s]: expected value of type [string] but got [undefined]",
                            parameter, field);
                }
            }
            keys.add(json.createObjectNode()
                    .put("type", reference.get("type").textValue())
                    .put("id", reference.get("id").textValue())
                    .toString());
        }
        return keys;
    }

    private JsonNode parse(String sent) {
        try {
            return Objects.requireNonNullElse(json.readTree(sent), json.nullNode());
        } catch (JsonProcessingException e) {
            return json.nullNode();
        }
    }
}
