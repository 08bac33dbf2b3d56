package dev.garrison.fleet.packagepolicies.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.jknack.handlebars.Decorator;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.HelperRegistry;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.helper.EachHelper;
import com.github.jknack.handlebars.helper.IfHelper;
import com.github.jknack.handlebars.helper.UnlessHelper;
import com.github.jknack.handlebars.helper.WithHelper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The helpers that templates of packages use, and no others: those that come with the library read files and write logs. */
final class TemplateHelpers implements HelperRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Helper<?>> helpers = new HashMap<>();
    private final Rendering rendering;

    TemplateHelpers(Rendering rendering) {
        this.rendering = rendering;
        block("if", IfHelper.INSTANCE);
        block("unless", UnlessHelper.INSTANCE);
        block("with", WithHelper.INSTANCE);
        block("each", this::each);
        block("contains", TemplateHelpers::contains);
        text("escape_string", value -> "'" + escape(value) + "'");
        text("escape_multiline_string", TemplateHelpers::escape);
        text("url_encode", TemplateHelpers::urlEncode);
        helpers.put("to_json", (value, options) -> new Handlebars.SafeString(json(value)));
    }

    private void block(String name, Helper<Object> helper) {
        helpers.put(name, (Helper<Object>) (value, options) -> {
            var rendered = Rendering.text(helper.apply(value, options));
            rendering.spend(rendered.length());
            return rendered;
        });
    }

    /** Of nothing it makes nothing. */
    private void text(String name, UnaryOperator<String> change) {
        helpers.put(name, (value, options) -> {
            var text = value instanceof Map ? "" : Rendering.text(value);
            return text.isEmpty() ? null : new Handlebars.SafeString(change.apply(text));
        });
    }

    private Object each(Object value, Options options) throws IOException {
        var size = value instanceof Collection<?> list ? list.size() : value instanceof Map<?, ?> map ? map.size() : 0;
        rendering.spend((long) size * (1 + options.fn.text().length()));
        return EachHelper.INSTANCE.apply(value, options);
    }

    /** <code>{{#contains item list}}</code>; the list may be a text that the item is part of. */
    private static Object contains(Object item, Options options) throws IOException {
        var in = options.params.length > 0 ? options.param(0) : null;
        var found = in instanceof List<?> list
                ? list.contains(item)
                : in instanceof String text && item != null && text.contains(item.toString());
        return found ? options.fn() : options.inverse();
    }

    /** For a scalar in single quotes, where an empty line is a line break. */
    private static String escape(String text) {
        return text.replace("'", "''").replace("\n", "\n\n");
    }

    private static String urlEncode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String json(Object value) {
        try {
            return value instanceof String text ? text : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw AgentTemplate.error("to_json of what is no JSON");
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <C> Helper<C> helper(String name) {
        return (Helper<C>) helpers.get(name);
    }

    @Override
    public Set<Entry<String, Helper<?>>> helpers() {
        return helpers.entrySet();
    }

    /** None: the one that there is defines templates within templates. */
    @Override
    public Decorator decorator(String name) {
        return null;
    }

    @Override
    public <H> HelperRegistry registerHelper(String name, Helper<H> helper) {
        throw closed();
    }

    @Override
    public <H> HelperRegistry registerHelperMissing(Helper<H> helper) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(Object source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(Class<?> source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(URI location) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(File input) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, Reader source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, InputStream source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerHelpers(String filename, String source) {
        throw closed();
    }

    @Override
    public HelperRegistry registerDecorator(String name, Decorator decorator) {
        throw closed();
    }

    @Override
    public HelperRegistry setCharset(Charset charset) {
        throw closed();
    }

    private static UnsupportedOperationException closed() {
        return new UnsupportedOperationException("Templates have these helpers and no others");
    }
}
