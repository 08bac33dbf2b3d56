package dev.garrison.platform.kql;

import dev.garrison.platform.kql.KqlUnknownFieldException.Reason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The fields that an area's expressions may use, and where in its SQL they come from. Immutable; declare it once. */
public final class KqlFields {
    enum Type {
        KEYWORD,
        KEYWORDS,
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE,
        JSON,
        DOCUMENT;

        /** Whether a value without a field is looked for here. */
        boolean searchable() {
            return this != NUMBER && this != BOOLEAN && this != DATE;
        }
    }

    /** @param path where in the {@code jsonb} of {@code sql}; null for columns of other types */
    record Field(String sql, Type type, JsonPath path) {
        /** Where not one field but all are meant, everything in a document is. */
        Field withAllBelow() {
            return type == Type.DOCUMENT ? new Field(sql, type, JsonPath.EVERYTHING) : this;
        }
    }

    private final List<String> types;
    private final Set<String> typeNames = new LinkedHashSet<>(); // up to their first dot
    private final boolean typeRequired;
    private final Map<String, Field> declared;

    private KqlFields(Builder builder) {
        types = builder.types;
        types.forEach(type -> typeNames.add(KqlUnknownFieldException.typeOf(type)));
        typeRequired = builder.typeRequired;
        declared = new LinkedHashMap<>(builder.declared);
    }

    /**
     * @param types what names may begin with, a dot following: {@code fleet-agents}, {@code alert.attributes}. A field is
     *     declared without it, or, where only one of several types has it, with it.
     */
    public static Builder builder(String... types) {
        return new Builder(List.of(types));
    }

    /** Any name is a path in one document. */
    static KqlFields ofDocument(String sql) {
        return builder().document("", sql).build();
    }

    /**
     * Refuses fields that are not declared, for areas that validate names; elsewhere such fields match nothing.
     *
     * @return {@code node}
     * @throws KqlUnknownFieldException with the first such field
     */
    public KqlNode requireKnown(KqlNode node) {
        Kql.eachField(node, this::requireKnown);
        return node;
    }

    /**
     * @param clock what {@code now} is
     * @throws KqlLimitException more than {@value SqlWriter#MAX_CONDITIONS} conditions come out
     */
    public SqlCondition compile(KqlNode node, Clock clock) {
        return new KqlCompiler(clock.instant()).compile(node, this);
    }

    /** @return several when there is a wildcard in the name, none when it is unknown */
    List<Field> find(KqlText name) {
        if (name.hasWildcard()) {
            return Stream.concat(declaredLike(name), insideDocuments(name)).toList();
        }
        return withoutType(name.text())
                .map(this::findExactly)
                .filter(Objects::nonNull)
                .limit(1)
                .toList();
    }

    List<Field> searched() {
        return declared.values().stream()
                .filter(field -> field.type.searchable())
                .map(Field::withAllBelow)
                .distinct()
                .toList();
    }

    private void requireKnown(KqlText name) {
        if (find(name).isEmpty()) {
            throw new KqlUnknownFieldException(name.text(), reason(name.text()), typeNames);
        }
    }

    private Reason reason(String name) {
        boolean hasType = name.contains(".");
        if (types.isEmpty() || hasType && typeNames.contains(KqlUnknownFieldException.typeOf(name))) {
            return Reason.UNKNOWN_KEY;
        }
        return hasType || !typeRequired ? Reason.UNKNOWN_TYPE : Reason.MISSING_TYPE;
    }

    /** What the name may be declared as. */
    private Stream<String> withoutType(String name) {
        var stripped = types.stream()
                .filter(type -> name.startsWith(type + "."))
                .map(type -> name.substring(type.length() + 1));
        return Stream.concat(stripped, isComplete(name) ? Stream.of(name) : Stream.empty());
    }

    /** How the declared name may be written. */
    private Stream<String> withType(String name) {
        var typed = types.stream().map(type -> name.isEmpty() ? type : type + "." + name);
        return Stream.concat(isComplete(name) ? Stream.of(name) : Stream.empty(), typed);
    }

    private boolean isComplete(String name) {
        return !typeRequired || typeNames.contains(KqlUnknownFieldException.typeOf(name));
    }

    private Field findExactly(String name) {
        Field exact = declared.get(name);
        if (exact != null) {
            return exact;
        }
        return documents()
                .map(document -> inside(document, document.getKey(), KqlText.unquoted(name)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Stream<Field> declaredLike(KqlText pattern) {
        return declared.entrySet().stream()
                .filter(entry -> withType(entry.getKey()).anyMatch(pattern::matches))
                .map(entry -> entry.getValue().withAllBelow())
                .distinct();
    }

    private Stream<Field> insideDocuments(KqlText pattern) {
        return documents().flatMap(document -> withType(document.getKey())
                .map(prefix -> inside(document, prefix, pattern))
                .filter(Objects::nonNull));
    }

    /** The longest name first, so that the most particular of two documents gets the path. */
    private Stream<Map.Entry<String, Field>> documents() {
        return declared.entrySet().stream()
                .filter(entry -> entry.getValue().type == Type.DOCUMENT)
                .sorted((a, b) -> b.getKey().length() - a.getKey().length());
    }

    /** @return null: the name leads elsewhere */
    private static Field inside(Map.Entry<String, Field> document, String documentName, KqlText name) {
        String prefix = documentName.isEmpty() ? "" : documentName + ".";
        String start = name.pieces().get(0);
        if (!start.startsWith(prefix)) {
            return null;
        }
        var rest = new ArrayList<>(name.pieces());
        rest.set(0, start.substring(prefix.length()));
        return new Field(document.getValue().sql, Type.DOCUMENT, JsonPath.of(rest));
    }

    /**
     * Declares fields. The SQL of each is trusted, must be null where the field is missing, and must not hold {@code ?}
     * (where that is a {@code jsonb} operator, use its function).
     */
    public static final class Builder {
        private final List<String> types;
        private boolean typeRequired;
        private final Map<String, Field> declared = new LinkedHashMap<>();

        private Builder(List<String> types) {
            this.types = types;
        }

        /** Names must begin with a type; otherwise it may be left out. */
        public Builder typeRequired() {
            typeRequired = true;
            return this;
        }

        /** @param sql {@code text}, compared as a whole, upper and lower case being different */
        public Builder keyword(String name, String sql) {
            return add(name, sql, Type.KEYWORD);
        }

        /** @param sql {@code text[]}: one of the elements has to fulfil a condition */
        public Builder keywords(String name, String sql) {
            return add(name, sql, Type.KEYWORDS);
        }

        /** @param sql {@code text}, of which words are looked for, upper and lower case being the same */
        public Builder text(String name, String sql) {
            return add(name, sql, Type.TEXT);
        }

        /** @param sql any numeric type */
        public Builder number(String name, String sql) {
            return add(name, sql, Type.NUMBER);
        }

        /** @param sql {@code boolean} */
        public Builder bool(String name, String sql) {
            return add(name, sql, Type.BOOLEAN);
        }

        /** @param sql {@code timestamptz} */
        public Builder date(String name, String sql) {
            return add(name, sql, Type.DATE);
        }

        /** @param sql {@code jsonb}: a string, number, boolean or a list of them, strings being keywords and dates */
        public Builder json(String name, String sql) {
            return add(name, sql, Type.JSON);
        }

        /**
         * An open document: every path below it is a field, known to nobody beforehand. Lists on the way are looked
         * through; <code>name:{ … }</code> asks one of their elements for all of it.
         *
         * @param name may be empty: each name that is not declared is a path in this document
         * @param sql {@code jsonb}
         */
        public Builder document(String name, String sql) {
            return add(name, sql, Type.DOCUMENT);
        }

        /** @param other declared before; documents have no aliases */
        public Builder alias(String name, String other) {
            Field field = Objects.requireNonNull(declared.get(other), other);
            return add(name, field.sql, field.type);
        }

        public KqlFields build() {
            return new KqlFields(this);
        }

        private Builder add(String name, String sql, Type type) {
            if (sql.contains("?")) {
                throw new IllegalArgumentException(
                        "The SQL of KQL field " + name + " holds a '?', which reads as a parameter");
            }
            JsonPath path = type == Type.JSON || type == Type.DOCUMENT ? JsonPath.ROOT : null;
            if (declared.put(name, new Field(sql, type, path)) != null) {
                throw new IllegalArgumentException("KQL field " + name + " is declared twice");
            }
            return this;
        }
    }
}
