package dev.garrison.platform.kql;

import dev.garrison.platform.kql.KqlNode.Operator;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes what a value of the client asks of a SQL expression of some type. The value itself becomes a parameter. */
final class ValueConditions {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{Nd}_]+");

    /** The words of a text, lower-cased, a blank between them. The collation knows all alphabets, whatever the database's is. */
    private static final String WORDS =
            "btrim(regexp_replace(lower((%s) collate \"und-x-icu\"), '[^[:alnum:]_]+', ' ', 'g'))";

    /** A JSON string as a date where it is one, in UTC unless it says otherwise. */
    private static final String JSON_DATE =
            """
            case when %1$s #>> '{}' like '____-__-__%%' and pg_input_is_valid(%2$s, 'timestamptz') \
            then cast(%2$s as timestamptz) end""";

    private static final String JSON_DATE_TEXT =
            """
            (%1$s #>> '{}') || case when length(%1$s #>> '{}') > 10 \
            and (%1$s #>> '{}') ~ '(Z|z|[+-][0-9]{2}:{0,1}[0-9]{2})$' then '' else 'Z' end""";

    private final SqlWriter sql;
    private final Instant now;

    ValueConditions(SqlWriter sql, Instant now) {
        this.sql = sql;
        this.now = now;
    }

    void keyword(String expression, KqlText value) {
        if (!storable(value)) {
            sql.constant(false);
        } else if (value.hasWildcard()) {
            like(expression, value);
        } else {
            sql.add("(" + expression + ") = ?", value.text());
        }
    }

    void keywords(String expression, KqlText value) {
        if (value.hasWildcard() || !storable(value)) {
            sql.elements(expression, element -> keyword(element, value));
        } else {
            // rather than "= any", because an index on the list can answer this
            sql.add("(" + expression + ") @> array[cast(? as text)]", value.text());
        }
    }

    private void like(String expression, KqlText pattern) {
        sql.add("(" + expression + ") like ? escape '!'", likePattern(pattern));
    }

    private static String likePattern(KqlText pattern) {
        return pattern.pieces().stream().map(ValueConditions::escapedForLike).collect(Collectors.joining("%"));
    }

    private static String escapedForLike(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** Unquoted: any of the words. Quoted: all of them, side by side. */
    void words(String expression, KqlText value) {
        List<KqlText> words = wordsOf(value);
        String text = WORDS.formatted(expression);
        if (words.isEmpty()) {
            sql.constant(false);
        } else if (value.quoted()) {
            String phrase = words.stream().map(KqlText::text).collect(Collectors.joining(" "));
            sql.add("(' ' || " + text + " || ' ') like ? escape '!'", "% " + escapedForLike(phrase) + " %");
        } else if (value.hasWildcard()) {
            sql.elements("string_to_array(" + text + ", ' ')", word -> sql.any(words, pattern -> like(word, pattern)));
        } else {
            String any = words.stream().map(KqlText::text).collect(Collectors.joining(" "));
            sql.add("string_to_array(" + text + ", ' ') && string_to_array(?, ' ')", any);
        }
    }

    private static List<KqlText> wordsOf(KqlText value) {
        var words = new ArrayList<KqlText>();
        var word = new ArrayList<String>();
        for (String piece : value.pieces()) {
            String[] parts = NO_WORD.split(piece.toLowerCase(Locale.ROOT), -1);
            for (int i = 0; i < parts.length; i++) {
                if (i > 0) {
                    words.add(new KqlText(word, value.quoted()));
                    word.clear();
                }
                word.add(parts[i]);
            }
        }
        words.add(new KqlText(word, value.quoted()));
        words.removeIf(each -> each.text().isEmpty() || each.isWildcard()); // "foo-*" would find every word
        return words;
    }

    void number(String expression, String operator, String value) {
        parseNumber(value)
                .ifPresentOrElse(
                        number -> sql.add("(" + expression + ") " + operator + " ?", number),
                        () -> sql.constant(false));
    }

    private static Optional<BigDecimal> parseNumber(String text) {
        if (text.length() > 64 || !NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(text);
        int magnitude = number.precision() - number.scale();
        boolean fitsDouble = Math.abs(magnitude) <= 300; // else comparing it with one fails the statement
        return fitsDouble ? Optional.of(number) : Optional.empty();
    }

    void bool(String expression, KqlText value) {
        switch (value.text()) {
            case "true" -> sql.add("(" + expression + ") = ?", true);
            case "false" -> sql.add("(" + expression + ") = ?", false);
            default -> sql.constant(false);
        }
    }

    void date(String expression, KqlText value) {
        DateSpan.parse(value.text(), now)
                .ifPresentOrElse(
                        span -> sql.add(
                                "((%1$s) >= ? and (%1$s) < ?)".formatted(expression), span.from(), span.until()),
                        () -> sql.constant(false));
    }

    void dateRange(String expression, Operator operator, String value) {
        DateSpan.parse(value, now)
                .ifPresentOrElse(span -> dateRange(expression, operator, span), () -> sql.constant(false));
    }

    /** Before or after all of the span, or not. */
    private void dateRange(String expression, Operator operator, DateSpan span) {
        switch (operator) {
            case LESS -> sql.add("(" + expression + ") < ?", span.from());
            case LESS_OR_EQUAL -> sql.add("(" + expression + ") < ?", span.until());
            case GREATER -> sql.add("(" + expression + ") >= ?", span.until());
            case GREATER_OR_EQUAL -> sql.add("(" + expression + ") >= ?", span.from());
        }
    }

    void ordered(String expression, Operator operator, String value) {
        if (storable(value)) {
            sql.add("((" + expression + ") collate \"C\") " + operator.symbol + " ?", value);
        } else {
            sql.constant(false);
        }
    }

    void jsonValue(String element, KqlText value) {
        sql.add("(");
        keyword(element + " #>> '{}'", value);
        if (!value.hasWildcard()) {
            // a case, because PostgreSQL may compute a cast before the condition that stands in front of an "and"
            parseNumber(value.text())
                    .ifPresent(number -> sql.add(
                            " or case when jsonb_typeof(%1$s) = 'number' then cast(%1$s as numeric) end = ?"
                                    .formatted(element),
                            number));
        }
        sql.add(")");
    }

    void jsonRange(String element, Operator operator, String value) {
        Optional<DateSpan> date = looksLikeDate(value) ? DateSpan.parse(value, now) : Optional.empty();
        if (date.isPresent()) {
            String text = JSON_DATE_TEXT.formatted(element);
            dateRange(JSON_DATE.formatted(element, text), operator, date.get());
            return;
        }
        sql.add("case jsonb_typeof(" + element + ") when 'number' then ");
        number("cast(" + element + " as numeric)", operator.symbol, value);
        sql.add(" when 'string' then ");
        ordered(element + " #>> '{}'", operator, value);
        sql.add(" end");
    }

    /** A year alone is rather a number. */
    private static boolean looksLikeDate(String value) {
        return value.startsWith("now") || value.contains("||") || value.matches("\\d{4}-\\d{2}.*");
    }

    /** Whether PostgreSQL's {@code text} can hold it; what it cannot hold is nowhere. */
    private static boolean storable(KqlText text) {
        return text.pieces().stream().allMatch(ValueConditions::storable);
    }

    private static boolean storable(String text) {
        return text.indexOf('\0') < 0 && !Surrogates.hasLone(text);
    }
}
