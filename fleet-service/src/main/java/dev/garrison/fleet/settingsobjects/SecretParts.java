package dev.garrison.fleet.settingsobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.secrets.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Secret parts of settings that clients nevertheless read back (a certificate's key, a password): kept apart from the settings, as one
 * encrypted JSON object of the same shape.
 */
@ApplicationScoped
public class SecretParts {
    private final Secrets secrets;
    private final ObjectMapper json;

    SecretParts(Secrets secrets, ObjectMapper json) {
        this.secrets = secrets;
        this.json = json;
    }

    /** @param secret of the same shape; empty where there is none */
    public record Split(ObjectNode open, ObjectNode secret) {
        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Split[" + open + "]";
        }
    }

    /** @param paths JSON pointers to what is secret where it is a text */
    public Split split(ObjectNode settings, List<String> paths) {
        var open = settings.deepCopy();
        var secret = json.createObjectNode();
        for (var path : paths) {
            int last = path.lastIndexOf('/');
            var name = path.substring(last + 1);
            if (open.at(path).isTextual() && open.at(path.substring(0, last)) instanceof ObjectNode parent) {
                (last == 0 ? secret : secret.withObject(path.substring(0, last))).set(name, parent.remove(name));
            }
        }
        return new Split(open, secret);
    }

    /** @return null where there is no secret */
    public String encrypt(String purpose, ObjectNode secret) {
        return secret.isEmpty() ? null : secrets.encrypt(purpose, secret.toString());
    }

    /**
     * @param settings changed and returned
     * @param encrypted null for no secret
     */
    public ObjectNode merge(ObjectNode settings, String purpose, String encrypted) {
        if (encrypted != null) {
            merge(settings, read(secrets.decrypt(purpose, encrypted)));
        }
        return settings;
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Secret parts are not JSON", e);
        }
    }

    private static void merge(ObjectNode target, JsonNode parts) {
        parts.properties().forEach(part -> {
            if (part.getValue().isObject() && target.get(part.getKey()) instanceof ObjectNode inner) {
                merge(inner, part.getValue());
            } else {
                target.set(part.getKey(), part.getValue());
            }
        });
    }
}
