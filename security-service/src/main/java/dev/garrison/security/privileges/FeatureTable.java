package dev.garrison.security.privileges;

import static dev.garrison.security.privileges.Feature.Category.ANALYTICS;
import static dev.garrison.security.privileges.Feature.Category.MANAGEMENT;
import static dev.garrison.security.privileges.Feature.Category.OBSERVABILITY;
import static dev.garrison.security.privileges.Feature.Category.SEARCH;
import static dev.garrison.security.privileges.Feature.Category.SECURITY;
import static dev.garrison.security.privileges.Feature.alone;
import static dev.garrison.security.privileges.Feature.feature;
import static dev.garrison.security.privileges.Feature.ofAll;
import static dev.garrison.security.privileges.Feature.ofRead;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The features of Kibana 8.18 that are not deprecated, and the names that each of their privileges grants. Sub-features: {@code ofAll}
 * belong to the feature's {@code all}, {@code ofRead} to its {@code read} too, {@code alone} to neither.
 */
final class FeatureTable {
    private static final String[] MANAGEABLE = {
        "action",
        "alert",
        "canvas-element",
        "canvas-workpad",
        "cases",
        "config",
        "dashboard",
        "event-annotation-group",
        "graph-workspace",
        "index-pattern",
        "lens",
        "links",
        "map",
        "osquery-pack",
        "osquery-saved-query",
        "query",
        "search",
        "siem-ui-timeline",
        "slo",
        "tag",
        "url",
        "visualization"
    };

    static final List<Feature> FEATURES = List.of(
            feature("discover_v2", "Discover", ANALYTICS)
                    .all(edit("search"), view("index-pattern", "tag"))
                    .read(view("search", "index-pattern", "tag"))
                    .sub("Short URLs", ofAll("url_create", edit("url")))
                    .sub("Store Search Sessions", ofAll("store_search_session", "store_search_session"))
                    .sub("Reporting", ofAll("generate_report", "generateReport")),
            feature("dashboard_v2", "Dashboard", ANALYTICS)
                    .all(
                            "bulkGetUserProfiles dashboardUsageStats",
                            edit("dashboard"),
                            view("index-pattern", "search", "visualization", "lens", "links", "map", "tag"),
                            view("canvas-workpad", "event-annotation-group"))
                    .read(
                            "bulkGetUserProfiles dashboardUsageStats",
                            view(
                                    "dashboard",
                                    "index-pattern",
                                    "search",
                                    "visualization",
                                    "lens",
                                    "links",
                                    "map",
                                    "tag"),
                            view("canvas-workpad", "event-annotation-group"))
                    .sub("Short URLs", ofAll("url_create", edit("url")))
                    .sub("Store Search Sessions", ofAll("store_search_session", "store_search_session"))
                    .sub(
                            "Reporting",
                            ofAll("generate_report", "generateReport"),
                            ofAll("download_csv_report", "downloadCsv")),
            feature("visualize_v2", "Visualize Library", ANALYTICS)
                    .all(
                            edit("visualization", "lens", "links", "event-annotation-group"),
                            view("index-pattern", "search", "tag"))
                    .read(view(
                            "visualization",
                            "lens",
                            "links",
                            "event-annotation-group",
                            "index-pattern",
                            "search",
                            "tag"))
                    .sub("Short URLs", ofAll("url_create", edit("url")))
                    .sub("Reporting", ofAll("generate_report", "generateReport")),
            feature("maps_v2", "Maps", ANALYTICS)
                    .all(edit("map"), view("index-pattern", "tag"))
                    .read(view("map", "index-pattern", "tag")),
            feature("canvas", "Canvas", ANALYTICS)
                    .all(edit("canvas-workpad", "canvas-element"), view("index-pattern", "tag"))
                    .read(view("canvas-workpad", "canvas-element", "index-pattern", "tag"))
                    .sub("Reporting", ofAll("generate_report", "generateReport")),
            feature("graph", "Graph", ANALYTICS)
                    .all(edit("graph-workspace"), view("index-pattern"))
                    .read(view("graph-workspace", "index-pattern")),
            feature("ml", "Machine Learning", ANALYTICS)
                    .all(edit("index-pattern", "dashboard", "search", "visualization"), rulesEdit("ml"))
                    .read(view("index-pattern", "dashboard", "search", "visualization"), rulesView("ml")),
            feature("enterpriseSearch", "Enterprise Search", SEARCH).all(view("index-pattern")),
            feature("enterpriseSearchApplications", "Search Applications", SEARCH)
                    .all(),
            feature("enterpriseSearchAnalytics", "Behavioral Analytics", SEARCH).all(),
            feature("searchPlayground", "Playground", SEARCH).all().read(),
            feature("searchInferenceEndpoints", "Inference Endpoints", SEARCH)
                    .all()
                    .read(),
            feature("searchSynonyms", "Synonyms", SEARCH).all().read(),
            feature("apm", "APM and User Experience", OBSERVABILITY)
                    .all("apm apm_write rac", view("index-pattern"), rulesEdit("apm"))
                    .read("apm rac", view("index-pattern"), rulesView("apm"))
                    .sub("APM settings", ofAll("settings_save", "apm_settings_write")),
            feature("slo", "SLOs", OBSERVABILITY)
                    .all("slo_read slo_write rac", edit("slo"), view("index-pattern"), rulesEdit("slo"))
                    .read("slo_read rac", view("slo", "index-pattern"), rulesView("slo")),
            feature("uptime", "Synthetics and Uptime", OBSERVABILITY)
                    .all("uptime-read uptime-write rac", view("index-pattern"), rulesEdit("uptime"))
                    .read("uptime-read rac", view("index-pattern"), rulesView("uptime"))
                    .sub("Elastic managed locations", ofAll("elastic_managed_locations_enabled"))
                    .sub("Private locations", ofAll("can_manage_private_locations", "private-location-write")),
            feature("infrastructure", "Infrastructure", OBSERVABILITY)
                    .all("infra rac", view("index-pattern"), rulesEdit("infrastructure", "observability"))
                    .read("infra rac", view("index-pattern"), rulesView("infrastructure", "observability")),
            feature("logs", "Logs", OBSERVABILITY)
                    .all("infra rac", view("index-pattern"), rulesEdit("logs", "observability"))
                    .read("infra rac", view("index-pattern"), rulesView("logs", "observability")),
            feature("inventory", "Inventory", OBSERVABILITY).all("inventory").read("inventory"),
            feature("profiling", "Universal Profiling", OBSERVABILITY)
                    .all("profiling")
                    .read("profiling"),
            feature("observabilityAIAssistant", "Observability AI Assistant", OBSERVABILITY)
                    .all("observabilityAIAssistant ai_assistant"),
            cases("observabilityCasesV3", "observability", OBSERVABILITY),
            feature("siemV2", "Security", SECURITY)
                    .all(
                            "securitySolution rac lists-all lists-read lists-summary bulkGetUserProfiles",
                            "cloud-security-posture-all cloud-security-posture-read cloud-defend-all cloud-defend-read",
                            "securitySolution-showEndpointExceptions securitySolution-crudEndpointExceptions",
                            "securitySolution-entity-analytics securitySolution-threat-intelligence",
                            view("index-pattern", "tag"),
                            rulesEdit("siem"))
                    .read(
                            "securitySolution rac lists-read bulkGetUserProfiles",
                            "cloud-security-posture-read cloud-defend-read securitySolution-showEndpointExceptions",
                            view("index-pattern", "tag"),
                            rulesView("siem"))
                    .subInAllSpaces(
                            "Endpoint List",
                            alone(
                                    "endpoint_list_all",
                                    "securitySolution-readEndpointList securitySolution-writeEndpointList"),
                            alone("endpoint_list_read", "securitySolution-readEndpointList"))
                    .subInAllSpaces(
                            "Trusted Applications",
                            alone(
                                    "trusted_applications_all",
                                    "lists-all lists-read lists-summary",
                                    "securitySolution-readTrustedApplications securitySolution-writeTrustedApplications"),
                            alone(
                                    "trusted_applications_read",
                                    "lists-read lists-summary securitySolution-readTrustedApplications"))
                    .subInAllSpaces(
                            "Host Isolation Exceptions",
                            alone(
                                    "host_isolation_exceptions_all",
                                    "lists-all lists-read lists-summary",
                                    "securitySolution-readHostIsolationExceptions securitySolution-writeHostIsolationExceptions",
                                    "securitySolution-accessHostIsolationExceptions",
                                    "securitySolution-deleteHostIsolationExceptions"),
                            alone(
                                    "host_isolation_exceptions_read",
                                    "lists-read lists-summary securitySolution-readHostIsolationExceptions",
                                    "securitySolution-accessHostIsolationExceptions"))
                    .subInAllSpaces(
                            "Blocklist",
                            alone(
                                    "blocklist_all",
                                    "lists-all lists-read lists-summary",
                                    "securitySolution-readBlocklist securitySolution-writeBlocklist"),
                            alone("blocklist_read", "lists-read lists-summary securitySolution-readBlocklist"))
                    .subInAllSpaces(
                            "Event Filters",
                            alone(
                                    "event_filters_all",
                                    "lists-all lists-read lists-summary",
                                    "securitySolution-readEventFilters securitySolution-writeEventFilters"),
                            alone("event_filters_read", "lists-read lists-summary securitySolution-readEventFilters"))
                    .subInAllSpaces(
                            "Elastic Defend Policy Management",
                            alone(
                                    "policy_management_all",
                                    "securitySolution-readPolicyManagement securitySolution-writePolicyManagement"),
                            alone("policy_management_read", "securitySolution-readPolicyManagement"))
                    .subInAllSpaces(
                            "Response Actions History",
                            alone(
                                    "actions_log_management_all",
                                    "securitySolution-readActionsLogManagement securitySolution-writeActionsLogManagement"),
                            alone("actions_log_management_read", "securitySolution-readActionsLogManagement"))
                    .subInAllSpaces(
                            "Host Isolation",
                            alone(
                                    "host_isolation_all",
                                    "securitySolution-writeHostIsolation securitySolution-writeHostIsolationRelease"))
                    .subInAllSpaces(
                            "Process Operations",
                            alone("process_operations_all", "securitySolution-writeProcessOperations"))
                    .subInAllSpaces(
                            "File Operations", alone("file_operations_all", "securitySolution-writeFileOperations"))
                    .subInAllSpaces(
                            "Execute Operations",
                            alone("execute_operations_all", "securitySolution-writeExecuteOperations"))
                    .subInAllSpaces(
                            "Scan Operations", alone("scan_operations_all", "securitySolution-writeScanOperations"))
                    .subInAllSpaces(
                            "Automatic Troubleshooting",
                            alone(
                                    "workflow_insights_all",
                                    "securitySolution-readWorkflowInsights securitySolution-writeWorkflowInsights"),
                            alone("workflow_insights_read", "securitySolution-readWorkflowInsights")),
            feature("securitySolutionTimeline", "Timeline", SECURITY)
                    .all("timeline_read timeline_write", edit("siem-ui-timeline"))
                    .read("timeline_read", view("siem-ui-timeline")),
            feature("securitySolutionNotes", "Notes", SECURITY)
                    .all("notes_read notes_write")
                    .read("notes_read"),
            cases("securitySolutionCasesV3", "securitySolution", SECURITY),
            feature("securitySolutionAssistant", "Elastic AI Assistant", SECURITY)
                    .all("elasticAssistant")
                    .read()
                    .sub(
                            "Field selection and anonymization",
                            ofAll("update_anonymization", "securitySolution-updateAIAssistantAnonymization"))
                    .sub(
                            "Knowledge base",
                            ofAll("manage_global_knowledge_base", "manageGlobalKnowledgeBaseAIAssistant")),
            feature("securitySolutionAttackDiscovery", "Attack discovery", SECURITY)
                    .all("elasticAssistant")
                    .read(),
            feature("securitySolutionSiemMigrations", "SIEM migrations", SECURITY)
                    .all("securitySolution-siemMigrationsAll"),
            feature("advancedSettings", "Advanced Settings", MANAGEMENT)
                    .all(edit("config"))
                    .read(view("config")),
            feature("indexPatterns", "Data View Management", MANAGEMENT)
                    .all("indexPatterns:manage", edit("index-pattern"))
                    .read(view("index-pattern")),
            feature("savedObjectsManagement", "Saved Objects Management", MANAGEMENT)
                    .all(
                            "copySavedObjectsToSpaces",
                            "savedObjectsManagement:copyIntoSpace savedObjectsManagement:shareIntoSpace",
                            edit(MANAGEABLE))
                    .read("copySavedObjectsToSpaces", view(MANAGEABLE)),
            feature("savedQueryManagement", "Saved Query Management", MANAGEMENT)
                    .all("savedQuery:manage savedQuery:read", edit("query"))
                    .read("savedQuery:read", view("query")),
            feature("savedObjectsTagging", "Tag Management", MANAGEMENT)
                    .all(edit("tag"))
                    .read(view("tag")),
            feature("filesManagement", "Files Management", MANAGEMENT)
                    .all("files:manageFiles files:defaultImage")
                    .read("files:manageFiles files:defaultImage"),
            feature("filesSharedImage", "Shared images", MANAGEMENT)
                    .all("files:defaultImage")
                    .read("files:defaultImage"),
            feature("dev_tools", "Dev Tools", MANAGEMENT).all("console").read("console"),
            feature("fleetv2", "Fleet", MANAGEMENT)
                    .requireAllSpaces()
                    .all("fleet-read fleet-all")
                    .read("fleet-read")
                    .subInAllSpaces(
                            "Agents",
                            ofAll("agents_all", "fleet-agents-read fleet-agents-all"),
                            ofRead("agents_read", "fleet-agents-read"))
                    .subInAllSpaces(
                            "Agent policies",
                            ofAll("agent_policies_all", "fleet-agent-policies-read fleet-agent-policies-all"),
                            ofRead("agent_policies_read", "fleet-agent-policies-read"))
                    .subInAllSpaces(
                            "Settings",
                            ofAll("settings_all", "fleet-settings-read fleet-settings-all"),
                            ofRead("settings_read", "fleet-settings-read")),
            feature("fleet", "Integrations", MANAGEMENT)
                    .all("integrations-read integrations-all")
                    .read("integrations-read"),
            feature("osquery", "Osquery", MANAGEMENT)
                    .all(
                            "osquery-read osquery-write",
                            edit("osquery-saved-query", "osquery-pack"),
                            view("index-pattern"))
                    .read("osquery-read", view("osquery-saved-query", "osquery-pack", "index-pattern"))
                    .sub(
                            "Live queries",
                            ofAll("live_queries_all", "osquery-readLiveQueries osquery-writeLiveQueries"),
                            ofRead("live_queries_read", "osquery-readLiveQueries"),
                            ofAll("run_saved_queries", "osquery-runSavedQueries"))
                    .sub(
                            "Saved queries",
                            ofAll("saved_queries_all", "osquery-readSavedQueries osquery-writeSavedQueries"),
                            ofRead("saved_queries_read", "osquery-readSavedQueries"))
                    .sub(
                            "Packs",
                            ofAll("packs_all", "osquery-readPacks osquery-writePacks"),
                            ofRead("packs_read", "osquery-readPacks")),
            feature("actions", "Actions and Connectors", MANAGEMENT)
                    .all("actions:get actions:create actions:update actions:delete actions:execute")
                    .read("actions:get actions:execute")
                    .subInAllSpaces(
                            "Endpoint Security",
                            ofAll("endpoint_security_execute", "actions:execute-endpoint-security-connectors")),
            feature("stackAlerts", "Stack Rules", MANAGEMENT)
                    .all("rac", view("index-pattern"), rulesEdit("stackAlerts"))
                    .read("rac", view("index-pattern"), rulesView("stackAlerts")),
            feature("rulesSettings", "Rules Settings", MANAGEMENT)
                    .all()
                    .read()
                    .sub(
                            "Flapping detection",
                            ofAll("allFlappingSettings", "read-flapping-settings write-flapping-settings"),
                            ofRead("readFlappingSettings", "read-flapping-settings"))
                    .sub(
                            "Query delay",
                            ofAll("allQueryDelaySettings", "read-query-delay-settings write-query-delay-settings"),
                            ofRead("readQueryDelaySettings", "read-query-delay-settings")),
            feature("maintenanceWindow", "Maintenance Windows", MANAGEMENT)
                    .all("read-maintenance-window write-maintenance-window")
                    .read("read-maintenance-window"),
            cases("generalCasesV3", "cases", MANAGEMENT),
            feature("monitoring", "Stack Monitoring", MANAGEMENT)
                    .all("monitoring", rulesEdit("monitoring"))
                    .read("monitoring", rulesView("monitoring")),
            feature("manageReporting", "Manage Scheduled Reports", MANAGEMENT).all("manage_reporting"),
            feature("dataQuality", "Data Set Quality", MANAGEMENT).all("dataQuality"),
            feature("guidedOnboardingFeature", "Setup guides", MANAGEMENT).all().read());

    private FeatureTable() {}

    private static Feature cases(String id, String owner, Feature.Category category) {
        var read =
                "casesSuggestUserProfiles bulkGetUserProfiles casesGetConnectorsConfigure " + owner + "FilesCasesRead";
        var readCases = ofOwner(
                owner, "getCase", "getComment", "getTags", "getReporters", "getUserActions", "findConfigurations");
        return feature(id, "Cases", category)
                .all(
                        read + " " + owner + "FilesCasesCreate",
                        readCases,
                        ofOwner(owner, "createCase", "updateCase", "updateComment", "pushCase"))
                .read(read, readCases)
                .sub(
                        "Delete",
                        ofAll(
                                "cases_delete",
                                owner + "FilesCasesDelete",
                                ofOwner(owner, "deleteCase", "deleteComment")))
                .sub(
                        "Case settings",
                        ofAll("cases_settings", ofOwner(owner, "createConfiguration", "updateConfiguration")))
                .sub("Create comments & attachments", ofAll("create_comment", ofOwner(owner, "createComment")))
                .sub("Re-open", ofAll("case_reopen", ofOwner(owner, "reopenCase")))
                .sub("Assign users", ofAll("cases_assign", ofOwner(owner, "assignCase")));
    }

    private static String ofOwner(String owner, String... operations) {
        return Stream.of(operations)
                .map(operation -> "cases:" + owner + "/" + operation)
                .collect(Collectors.joining(" "));
    }

    private static String edit(String... types) {
        return view(types) + " " + objects(types, "create") + " " + objects(types, "update") + " "
                + objects(types, "delete");
    }

    private static String view(String... types) {
        return objects(types, "get");
    }

    private static String objects(String[] types, String operation) {
        return Stream.of(types)
                .map(type -> "saved_object:" + type + "/" + operation)
                .collect(Collectors.joining(" "));
    }

    private static String rulesEdit(String... consumers) {
        return Stream.of(consumers)
                .map(consumer ->
                        "alerting:%1$s/rule/create alerting:%1$s/rule/update alerting:%1$s/rule/delete alerting:%1$s/alert/update"
                                .formatted(consumer))
                .collect(Collectors.joining(" ", rulesView(consumers) + " ", ""));
    }

    private static String rulesView(String... consumers) {
        return Stream.of(consumers)
                .map("alerting:%1$s/rule/get alerting:%1$s/alert/get"::formatted)
                .collect(Collectors.joining(" "));
    }
}
