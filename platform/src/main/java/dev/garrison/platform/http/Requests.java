package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;

/** Bodies that come another way than by HTTP, such as from a file, held against the records that describe requests. */
public final class Requests {
    private Requests() {}

    /**
     * @param request the record that describes the body
     * @return the body after validation and coercion
     * @throws ApiException 400
     */
    public static JsonNode check(Type request, JsonNode body) {
        try {
            return Schemas.of(request).check("request body", body);
        } catch (ValidationFailure failure) {
            throw ApiException.badRequest("%s", failure.getMessage());
        }
    }
}
