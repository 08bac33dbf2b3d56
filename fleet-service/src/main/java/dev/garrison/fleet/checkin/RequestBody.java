package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agents.AgentText;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.ProtocolException;
import java.io.IOException;

/** A JSON object that an agent has sent. Unknown fields are ignored: newer agents say more. Null counts as absent. */
public final class RequestBody {
    private final JsonNode fields;
    private final String path;

    private RequestBody(JsonNode fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    /** @throws ProtocolException 400: no JSON, or no object */
    public static RequestBody of(AgentRequest request, ObjectMapper json) {
        try {
            return of(json.readTree(request.takeBody()), "");
        } catch (IOException e) {
            throw ProtocolException.badRequest("Bad request: unable to decode the request body");
        }
    }

    static RequestBody of(JsonNode fields, String path) {
        if (!fields.isObject()) {
            throw ProtocolException.badRequest(
                    "Bad request: " + (path.isEmpty() ? "the request body" : path) + " must be an object");
        }
        return new RequestBody(fields, path);
    }

    /** @return null: absent */
    public String text(String name) {
        var value = value(name);
        return value == null ? null : textOf(value, path + name);
    }

    static String textOf(JsonNode value, String name) {
        if (!value.isTextual()) {
            throw wrongType(name, "a string");
        }
        return AgentText.clean(value.textValue());
    }

    public String requireText(String name) {
        var value = text(name);
        if (value == null || value.isEmpty()) {
            throw ProtocolException.badRequest("Bad request: " + path + name + " missing");
        }
        return value;
    }

    /** @return null: absent */
    public ObjectNode object(String name) {
        var value = value(name);
        if (value != null && !value.isObject()) {
            throw wrongType(path + name, "an object");
        }
        return (ObjectNode) value;
    }

    /** @return null: absent */
    JsonNode array(String name) {
        var value = value(name);
        if (value != null && !value.isArray()) {
            throw wrongType(path + name, "an array");
        }
        return value;
    }

    /** @return null: absent */
    public RequestBody body(String name) {
        var value = object(name);
        return value == null ? null : new RequestBody(value, path + name + ".");
    }

    boolean flag(String name) {
        var value = value(name);
        return value != null && value.asBoolean();
    }

    /** @return null: absent */
    public JsonNode value(String name) {
        var value = fields.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static ProtocolException wrongType(String name, String expected) {
        return ProtocolException.badRequest("Bad request: " + name + " must be " + expected);
    }
}
