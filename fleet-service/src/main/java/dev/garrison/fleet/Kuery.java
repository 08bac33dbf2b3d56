package dev.garrison.fleet;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.Kql;
import dev.garrison.platform.kql.KqlException;
import dev.garrison.platform.kql.KqlFields;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Clock;

/** The {@code kuery} parameter of Fleet's lists. */
public final class Kuery {
    private static final String ERROR = "KQLSyntaxError: ";

    private Kuery() {}

    /**
     * @param kuery null for everything
     * @throws ApiException 400: bad syntax, or a field that is not declared
     */
    public static SqlCondition compile(KqlFields fields, String kuery, Clock clock) {
        try {
            return fields.compile(fields.requireKnown(Kql.parse(kuery)), clock);
        } catch (KqlException e) {
            var text = e.getMessage().startsWith(ERROR) ? e.getMessage() : ERROR + e.getMessage();
            throw ApiException.badRequest("%s", "[request query.kuery]: " + text);
        }
    }
}
