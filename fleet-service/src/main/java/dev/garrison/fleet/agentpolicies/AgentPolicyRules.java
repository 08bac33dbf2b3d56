package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.downloadsources.DownloadSourceService;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What an agent policy must fulfil as a whole and towards others; single fields are checked by {@link Rules}. */
@ApplicationScoped
class AgentPolicyRules {
    private static final Pattern SEMANTIC_VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
            + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private static final Set<String> ELASTICSEARCH_ONLY = Set.of("fleet_server", "apm", "synthetics");

    private final OutputService outputs;
    private final FleetServerHostService hosts;
    private final DownloadSourceService sources;
    private final CurrentPrincipal principal;

    AgentPolicyRules(
            OutputService outputs,
            FleetServerHostService hosts,
            DownloadSourceService sources,
            CurrentPrincipal principal) {
        this.outputs = outputs;
        this.hosts = hosts;
        this.sources = sources;
        this.principal = principal;
    }

    /**
     * Checks settings before they are stored. What they name is not deleted before the caller's transaction ends.
     *
     * @param settings those that are new; the name is always among them
     * @throws ApiException 400
     */
    void check(ObjectNode settings) {
        checkRequiredVersions(settings);
        checkSpaces(settings.path("space_ids"));
        checkOutput(settings.path("data_output_id"));
        checkOutput(settings.path("monitoring_output_id"));
        var host = settings.path("fleet_server_host_id");
        if (host.isTextual() && !hosts.mayBeNamed(host.textValue())) {
            throw ApiException.badRequest("Fleet server %s not found", host.textValue());
        }
        var source = settings.path("download_source_id");
        if (source.isTextual() && !sources.mayBeNamed(source.textValue())) {
            throw ApiException.badRequest("Agent binary source %s not found", source.textValue());
        }
    }

    /** As {@link #checkElasticsearchOutput}, if one of the packages needs it. */
    void checkOutputFor(Set<String> packages, ObjectNode settings) {
        if (!Collections.disjoint(packages, ELASTICSEARCH_ONLY)) {
            checkElasticsearchOutput(settings);
        }
    }

    /**
     * Fleet Server reads its configuration from where its data goes; APM and Synthetics write as they do to Elasticsearch only.
     *
     * @throws ApiException 400: data does not go to an {@code elasticsearch} output
     */
    void checkElasticsearchOutput(ObjectNode settings) {
        var type = outputs.forData(settings.path("data_output_id").textValue()).type();
        if (!type.equals("elasticsearch")) {
            throw ApiException.badRequest(
                    "Output of type \"%s\" is not usable with policy \"%s\".",
                    type, settings.get("name").textValue());
        }
    }

    private void checkOutput(JsonNode id) {
        if (id.isTextual() && outputs.toBeNamed(id.textValue()).isEmpty()) {
            throw ApiException.badRequest("Output %s not found", id.textValue());
        }
    }

    /** The caller's privileges are known at the request's space; {@code *} is held by those who hold it everywhere. */
    private void checkSpaces(JsonNode spaces) {
        var caller = principal.get();
        for (var space : spaces) {
            if (!caller.has("*") && !caller.space().equals(space.textValue())) {
                throw ApiException.badRequest(
                        "No enough permissions to create policies in space %s", space.textValue());
            }
        }
    }

    private static void checkRequiredVersions(ObjectNode settings) {
        var problem = requiredVersionsProblem(settings.path("required_versions"));
        if (problem != null) {
            throw ApiException.badRequest(
                    "Policy \"%s\" failed required_versions validation: %s",
                    settings.get("name").textValue(), problem);
        }
    }

    private static String requiredVersionsProblem(JsonNode versions) {
        var seen = new HashSet<String>();
        var sum = BigDecimal.ZERO;
        for (var required : versions) {
            var version = required.get("version").textValue();
            if (!SEMANTIC_VERSION.matcher(version).matches()) {
                return "invalid semver version " + version;
            }
            if (!seen.add(version)) {
                return "duplicate versions not allowed";
            }
            sum = sum.add(required.get("percentage").decimalValue());
        }
        return sum.compareTo(ALL) > 0 ? "sum of percentages cannot exceed 100" : null;
    }
}
