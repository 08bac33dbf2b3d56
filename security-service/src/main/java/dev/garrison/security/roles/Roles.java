package dev.garrison.security.roles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;

/** Role documents by name, in Elasticsearch's form. */
@ApplicationScoped
public class Roles {
    public static final String SUPERUSER = "superuser";

    private static final String SUPERUSER_DOCUMENT =
            """
            {
              "cluster": ["all"],
              "indices": [{"names": ["*"], "privileges": ["all"], "allow_restricted_indices": true}],
              "applications": [{"application": "*", "privileges": ["*"], "resources": ["*"]}],
              "run_as": ["*"],
              "metadata": {"_reserved": true}
            }""";

    private final ObjectMapper json;
    private final ObjectNode superuser;

    Roles(ObjectMapper json) throws JsonProcessingException {
        this.json = json;
        this.superuser = (ObjectNode) json.readTree(SUPERUSER_DOCUMENT);
    }

    /** Name to document; a name that no role has is left out and grants nothing. */
    public ObjectNode documents(Collection<String> names) {
        var documents = json.createObjectNode();
        if (names.contains(SUPERUSER)) {
            documents.set(SUPERUSER, superuser.deepCopy());
        }
        return documents;
    }
}
