package dev.garrison.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.JsonFormat;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import java.lang.reflect.Type;
import org.hibernate.type.format.AbstractJsonFormatMapper;

/** {@code jsonb} columns are read and written as requests are, so that numbers keep all their digits. */
@JsonFormat
@PersistenceUnitExtension
public class JsonColumns extends AbstractJsonFormatMapper {
    private final ObjectMapper json;

    JsonColumns(ObjectMapper json) {
        this.json = json;
    }

    @Override
    protected <T> T fromString(CharSequence text, Type type) {
        try {
            return json.readValue(text.toString(), json.constructType(type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A JSON column does not hold " + type, e);
        }
    }

    @Override
    protected <T> String toString(T value, Type type) {
        try {
            return json.writerFor(json.constructType(type)).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + type, e);
        }
    }
}
