package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.garrison.apm.savedobjects.ExportResource.Export;
import dev.garrison.apm.savedobjects.FindQuery.Operator;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjectFinder.References;
import dev.garrison.apm.savedobjects.SavedObjectFinder.Search;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes exports: a line of JSON for each object, and one that counts them. */
@ApplicationScoped
class ExportFile {
    static final int LIMIT = 10_000;

    private final Exporter exporter;
    private final SavedObjectRepository objects;
    private final SavedObjectFinder finder;
    private final SavedObjectAccess access;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;
    private final ObjectWriter sorted;

    ExportFile(
            Exporter exporter,
            SavedObjectRepository objects,
            SavedObjectFinder finder,
            SavedObjectAccess access,
            CurrentPrincipal caller,
            ObjectMapper json) {
        this.exporter = exporter;
        this.objects = objects;
        this.finder = finder;
        this.access = access;
        this.caller = caller;
        this.json = json;
        this.sorted = json.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);
    }

    /** @throws ApiException 400: what is wanted cannot be exported, or is too much; 403: it may not be read */
    String write(Export wanted) {
        var chosen = chosen(wanted);
        var collected = exporter.collect(caller.space(), chosen, Boolean.TRUE.equals(wanted.includeReferencesDeep()));
        if (collected.objects().size() > LIMIT) {
            throw tooMany();
        }
        var lines = new ArrayList<String>();
        for (var object : collected.objects()) {
            lines.add(line(json.valueToTree(SavedObjectAnswer.of(object, null))));
        }
        if (!Boolean.TRUE.equals(wanted.excludeExportDetails())) {
            lines.add(line(json.valueToTree(new Details(
                    collected.objects().size(), collected.missing().size(), collected.missing(), 0, List.of()))));
        }
        return String.join("\n", lines);
    }

    private record Details(
            int exportedCount,
            int missingRefCount,
            Collection<ObjectKey> missingReferences,
            int excludedObjectsCount,
            List<ObjectKey> excludedObjects) {}

    private String line(JsonNode node) {
        try {
            return sorted.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Collection<SavedObject> chosen(Export wanted) {
        var byType = wanted.type() != null;
        var byKey = wanted.objects() != null && !wanted.objects().isEmpty();
        if (!byType && !byKey) {
            throw ApiException.badRequest("Either `type` or `objects` are required.");
        }
        if (byType && byKey) {
            throw ApiException.badRequest("Can't specify both \"types\" and \"objects\" properties when exporting");
        }
        if (byKey && wanted.search() != null) {
            throw ApiException.badRequest("Can't specify both \"search\" and \"objects\" properties when exporting");
        }
        if (byKey && wanted.hasReference() != null) {
            throw ApiException.badRequest(
                    "Can't specify both \"references\" and \"objects\" properties when exporting");
        }
        return byKey ? byKey(wanted.objects()) : byType(wanted);
    }

    private Collection<SavedObject> byKey(List<ObjectKey> keys) {
        var unknown = keys.stream()
                .filter(key -> SavedObjectTypes.find(key.type()).isEmpty())
                .map(ObjectKey::toString)
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw ApiException.badRequest("Trying to export object(s) with non-exportable types: %s", unknown);
        }
        access.require(
                Operation.get, "bulk_get", keys.stream().map(ObjectKey::type).toList());
        var found = objects.in(caller.space(), keys);
        var missing = keys.stream().filter(key -> !found.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            throw new ApiException(
                    400,
                    "Error fetching objects to export",
                    Map.of(
                            "objects",
                            missing.stream()
                                    .map(key -> SavedObjectAnswer.of(key, ItemError.notFound(key)))
                                    .toList()));
        }
        return keys.stream().distinct().map(found::get).toList();
    }

    private Collection<SavedObject> byType(Export wanted) {
        var names = texts(wanted.type());
        if (names.contains("*")) {
            names = SavedObjectTypes.names();
        }
        var unknown = names.stream()
                .filter(name -> SavedObjectTypes.find(name).isEmpty())
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw ApiException.badRequest("Trying to export non-exportable type(s): %s", unknown);
        }
        var types = names.stream()
                .distinct()
                .filter(name -> access.may(Operation.get, name))
                .map(SavedObjectTypes::of)
                .toList();
        if (types.isEmpty()) {
            return List.of();
        }
        var found = finder.first(
                new Search(
                        FindScope.in(caller.space(), types),
                        wanted.search(),
                        Operator.OR,
                        List.of(),
                        new References(references(wanted.hasReference()), Operator.OR),
                        References.ANY,
                        null),
                LIMIT + 1);
        if (found.size() > LIMIT) {
            throw tooMany();
        }
        var ordered = new TreeMap<String, SavedObject>(); // the same export twice is the same file
        found.forEach(object -> ordered.put(object.key().toString(), object));
        return ordered.values();
    }

    private static List<String> references(JsonNode sent) {
        if (sent == null) {
            return List.of();
        }
        return sent.isArray()
                ? StreamSupport.stream(sent.spliterator(), false)
                        .map(JsonNode::toString)
                        .toList()
                : List.of(sent.toString());
    }

    private static List<String> texts(JsonNode value) {
        return value.isTextual()
                ? List.of(value.textValue())
                : StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList();
    }

    private static ApiException tooMany() {
        return ApiException.badRequest(
                "Can't export more than %d objects. If your server has enough memory, this limit"
                        + " can be increased by adjusting the \"savedObjects.maxImportExportSize\" setting.",
                LIMIT);
    }
}
