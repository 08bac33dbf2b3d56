package dev.garrison.security.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.Rule;
import dev.garrison.security.credentials.Names;
import java.util.regex.Pattern;

/** What Elasticsearch takes as a user's name, password and metadata. */
public final class UserNames {
    private static final int SHORTEST_PASSWORD = 6;
    private static final int HIGHEST_COST = 15; // more would keep a thread busy for seconds at each login

    private UserNames() {}

    static boolean isValid(String username) {
        return Names.isValid(username);
    }

    /** @throws ApiException 400 */
    static void check(String username) {
        if (!isValid(username)) {
            throw ApiException.badRequest("Validation Failed: 1: %s;", Names.rule("User"));
        }
    }

    public static final class Password implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.textValue().length() < SHORTEST_PASSWORD
                    ? "passwords must be at least [" + SHORTEST_PASSWORD + "] characters long"
                    : null;
        }
    }

    public static final class PasswordHash implements Rule.Check {
        private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

        @Override
        public String problem(JsonNode value) {
            var hash = BCRYPT.matcher(value.textValue());
            return hash.matches()
                            && Integer.parseInt(hash.group(1)) >= 4
                            && Integer.parseInt(hash.group(1)) <= HIGHEST_COST
                    ? null
                    : "the provided password hash is not a bcrypt hash with a cost from 4 to " + HIGHEST_COST;
        }
    }
}
