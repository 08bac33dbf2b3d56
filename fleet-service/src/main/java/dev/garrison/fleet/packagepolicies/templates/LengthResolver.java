package dev.garrison.fleet.packagepolicies.templates;

import com.github.jknack.handlebars.ValueResolver;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;

/** {@code list.length}, as in JavaScript. */
final class LengthResolver implements ValueResolver {
    @Override
    public Object resolve(Object context, String name) {
        if (!name.equals("length")) {
            return UNRESOLVED;
        }
        return context instanceof List<?> list
                ? list.size()
                : context instanceof String text ? (Object) text.length() : UNRESOLVED;
    }

    @Override
    public Object resolve(Object context) {
        return UNRESOLVED;
    }

    @Override
    public Set<Entry<String, Object>> propertySet(Object context) {
        return Set.of();
    }
}
