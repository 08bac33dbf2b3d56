package dev.garrison.fleet.agents;

import dev.garrison.fleet.Kuery;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.Kql;
import dev.garrison.platform.kql.KqlException;
import dev.garrison.platform.kql.KqlFields;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Clock;

/** What may be asked of agents in KQL; SQL over agent {@code a} and its policy {@code p}. */
final class AgentFields {
    private static final KqlFields FIELDS = fields();

    private AgentFields() {}

    /** @throws ApiException 400: bad syntax, or a field that agents do not have */
    static SqlCondition compile(String kuery, Clock clock) {
        return Kuery.compile(FIELDS, kuery, clock);
    }

    /**
     * For bulk operations, where a field that agents do not have matches nothing.
     *
     * @throws ApiException 400: bad syntax
     */
    static SqlCondition compileLeniently(String kuery, Clock clock) {
        try {
            return FIELDS.compile(Kql.parse(kuery), clock);
        } catch (KqlException e) {
            throw ApiException.badRequest("%s", "Kuery is malformed: " + e.getMessage());
        }
    }

    private static KqlFields fields() {
        var fields = KqlFields.builder("fleet-agents")
                .keyword("id", "a.id")
                .keyword("_id", "a.id")
                .keyword("type", "a.type")
                .bool("active", "a.active")
                .keyword("status", AgentStatus.SQL)
                .date("enrolled_at", "a.enrolled_at")
                .date("unenrolled_at", "a.unenrolled_at")
                .date("unenrollment_started_at", "a.unenrollment_started_at")
                .keyword("unenrolled_reason", "a.unenrolled_reason")
                .keyword("audit_unenrolled_reason", "a.audit_unenrolled_reason")
                .date("audit_unenrolled_time", "a.audit_unenrolled_time")
                .date("last_checkin", "a.last_checkin")
                .keyword("last_checkin_status", "a.last_checkin_status")
                .keyword("last_checkin_message", "a.last_checkin_message")
                .keyword("policy_id", "a.policy_id")
                .number("policy_revision_idx", "a.policy_revision")
                .keyword("access_api_key_id", "a.access_api_key_id")
                .keyword("enrollment_id", "a.enrollment_id")
                .keyword("agent.id", "a.id")
                .keyword("agent.version", "a.agent_version")
                .keywords("tags", "a.tags")
                .keywords("namespaces", "a.namespaces")
                .keywords("unhealthy_reason", "a.unhealthy_reason")
                .date("upgrade_started_at", "a.upgrade_started_at")
                .date("upgraded_at", "a.upgraded_at")
                .document("upgrade_details", "a.upgrade_details")
                .document("user_provided_metadata", "a.user_provided_metadata")
                .document("components", "a.components")
                .document("outputs", "a.outputs");
        metadata(fields, "elastic.agent", "id", "version", "log_level", "snapshot", "upgradeable", "unprivileged");
        metadata(fields, "elastic.agent", "build.original");
        metadata(fields, "host", "name", "hostname", "id", "architecture");
        metadata(fields, "os", "name", "full", "kernel", "family", "platform", "version");
        metadataList(fields, "host.ip");
        metadataList(fields, "host.mac");
        return fields.build();
    }

    private static void metadata(KqlFields.Builder fields, String parent, String... names) {
        for (var name : names) {
            var field = "local_metadata." + parent + "." + name;
            fields.keyword(field, "a.local_metadata #>> " + path(parent + "." + name))
                    .alias(field + ".keyword", field);
        }
    }

    private static void metadataList(KqlFields.Builder fields, String name) {
        var field = "local_metadata." + name;
        fields.json(field, "a.local_metadata #> " + path(name)).alias(field + ".keyword", field);
    }

    private static String path(String name) {
        return "'{" + name.replace('.', ',') + "}'";
    }
}
