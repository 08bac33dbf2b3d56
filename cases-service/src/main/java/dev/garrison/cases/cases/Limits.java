package dev.garrison.cases.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.util.HashSet;

/** How long and how many, with the sentences that Kibana's cases refuse in. */
final class Limits {
    static final int TITLE = 160;
    static final int DESCRIPTION = 30_000;
    static final int CATEGORY = 50;
    static final int TAG = 256;
    static final int TAGS = 200;
    static final int ASSIGNEES = 10;
    static final int CUSTOM_FIELDS = 10;
    static final int CUSTOM_FIELD_TEXT = 160;
    static final int FILTER_VALUES = 100;
    static final int PER_PAGE = 100;
    static final int DELETED_AT_ONCE = 100;

    private Limits() {}

    public static class Title implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return text("title", value, TITLE);
        }
    }

    public static class Description implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return text("description", value, DESCRIPTION);
        }
    }

    public static class Category implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return text("category", value, CATEGORY);
        }
    }

    public static class Tags implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            for (var tag : value) {
                var problem = text("tag", tag, TAG);
                if (problem != null) {
                    return problem;
                }
            }
            return longList("tags", value, TAGS);
        }
    }

    public static class Assignees implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return longList("assignees", value, ASSIGNEES);
        }
    }

    /** Sizes, types and keys; whether the fields are configured is for {@link CaseService} to say. */
    public static class CustomFields implements Rule.Check {
        @Override
        public String problem(JsonNode fields) {
            var keys = new HashSet<String>();
            for (var field : fields) {
                var value = field.get("value");
                var text = field.get("type").textValue().equals("text");
                if (!value.isNull() && (text ? !value.isTextual() : !value.isBoolean())) {
                    return CasesWording.invalid(value, "customFields,value");
                }
                var problem = value.isTextual() ? text("value", value, CUSTOM_FIELD_TEXT) : null;
                if (problem != null) {
                    return problem;
                }
                if (!keys.add(field.get("key").textValue())) {
                    return "Invalid duplicated custom field keys in request: "
                            + field.get("key").textValue();
                }
            }
            return longList("customFields", fields, CUSTOM_FIELDS);
        }
    }

    public static class PerPage implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.asLong() > PER_PAGE
                    ? "The provided perPage value is too high. The maximum allowed perPage value is %d."
                            .formatted(PER_PAGE)
                    : null;
        }
    }

    public static class DeletedIds implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.isEmpty()
                    ? "The length of the field ids is too short. Array must be of length >= 1."
                    : longList("ids", value, DELETED_AT_ONCE);
        }
    }

    public static class FilterTags implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return longList("tags", value, FILTER_VALUES);
        }
    }

    public static class FilterCategories implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return longList("category", value, FILTER_VALUES);
        }
    }

    public static class FilterAssignees implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return longList("assignees", value, FILTER_VALUES);
        }
    }

    public static class FilterReporters implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return longList("reporters", value, FILTER_VALUES);
        }
    }

    /** Blanks around a text do not count. */
    private static String text(String field, JsonNode value, int max) {
        var length = value.textValue().strip().length();
        if (length == 0) {
            return "The %s field cannot be an empty string.".formatted(field);
        }
        return length > max
                ? "The length of the %s is too long. The maximum length is %d.".formatted(field, max)
                : null;
    }

    private static String longList(String field, JsonNode value, int max) {
        return value.size() > max
                ? "The length of the field %s is too long. Array must be of length <= %d.".formatted(field, max)
                : null;
    }
}
