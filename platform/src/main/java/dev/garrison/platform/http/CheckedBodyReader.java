package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Hands the body that {@link RequestPipeline} has checked to the operation; null where the client sent none. */
@Provider
@Consumes(MediaType.WILDCARD)
public class CheckedBodyReader implements ServerMessageBodyReader<Object> {
    private final ObjectMapper json;

    CheckedBodyReader(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo resource, MediaType mediaType) {
        return type != byte[].class && type != String.class && !InputStream.class.isAssignableFrom(type);
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return isReadable(type, genericType, (ResteasyReactiveResourceInfo) null, mediaType);
    }

    @Override
    public Object readFrom(Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        var node = (JsonNode) ((ResteasyReactiveRequestContext) context).getProperty(RequestPipeline.BODY);
        if (node == null || node.isMissingNode()) {
            return null;
        }
        if (genericType instanceof ParameterizedType generic && generic.getRawType() == Body.class) {
            var target = json.constructType(generic.getActualTypeArguments()[0]);
            return new Body<>(json.treeToValue(node, target), (ObjectNode) node);
        }
        return json.treeToValue(node, json.constructType(genericType));
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream entity) {
        throw new IllegalStateException("Only the server reads bodies this way");
    }
}
