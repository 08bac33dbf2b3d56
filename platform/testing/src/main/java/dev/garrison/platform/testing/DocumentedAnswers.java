package dev.garrison.platform.testing;

import static io.restassured.RestAssured.given;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.JsonValidationReportFormat;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds every 200 answer that a test gets against the service's own OpenAPI document: a field that the document does not know, or of
 * another type, fails the test. {@link Api} uses it always.
 */
final class DocumentedAnswers implements Filter {
    static final DocumentedAnswers FILTER = new DocumentedAnswers();

    private final Map<String, OpenApiInteractionValidator> documents = new ConcurrentHashMap<>();

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        var response = context.next(request, expected);
        var uri = URI.create(request.getURI());
        // some operations answer 200 with nothing, as Kibana does
        if (response.statusCode() == 200 && uri.getPath().matches("/(api/|_).*") && response.asByteArray().length > 0) {
            check(request, response, uri);
        }
        return response;
    }

    private void check(FilterableRequestSpecification request, Response response, URI uri) {
        var answer = new SimpleResponse.Builder(response.statusCode())
                .withContentType(response.contentType())
                .withBody(response.asByteArray());
        var report = documents
                .computeIfAbsent(uri.getAuthority(), DocumentedAnswers::read)
                .validateResponse(uri.getRawPath(), Request.Method.valueOf(request.getMethod()), answer.build());
        if (report.hasErrors()) {
            throw new AssertionError("The answer of " + request.getMethod() + " " + uri.getPath()
                    + " is not as the service documents it: "
                    + JsonValidationReportFormat.getInstance().apply(report));
        }
    }

    private static OpenApiInteractionValidator read(String authority) {
        var document = given().baseUri("http://" + authority)
                .accept("application/json")
                .get("/q/openapi?format=json")
                .asString();
        DeclaredPrivileges.check(document);
        return OpenApiInteractionValidator.createForInlineApiSpecification(document)
                .build();
    }
}
