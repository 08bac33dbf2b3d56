package dev.garrison.security.privileges;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Elasticsearch's cluster and index privileges: their names, and which of them hold others. {@code all} holds every one. */
public enum ImpliedPrivileges {
    CLUSTER(
            List.of("cluster:", "indices:admin/", "internal:"),
            Map.ofEntries(
                    Map.entry(
                            "manage_security",
                            List.of(
                                    "read_security",
                                    "manage_api_key",
                                    "grant_api_key",
                                    "manage_token",
                                    "manage_saml",
                                    "manage_oidc",
                                    "manage_service_account",
                                    "manage_user_profile",
                                    "delegate_pki")),
                    Map.entry("manage_api_key", List.of("manage_own_api_key")),
                    Map.entry(
                            "manage",
                            List.of(
                                    "monitor",
                                    "cancel_task",
                                    "cross_cluster_replication",
                                    "cross_cluster_search",
                                    "manage_autoscaling",
                                    "manage_ccr",
                                    "manage_connector",
                                    "manage_data_frame_transforms",
                                    "manage_data_stream_global_retention",
                                    "manage_enrich",
                                    "manage_ilm",
                                    "manage_index_templates",
                                    "manage_inference",
                                    "manage_ingest_pipelines",
                                    "manage_logstash_pipelines",
                                    "manage_ml",
                                    "manage_pipeline",
                                    "manage_rollup",
                                    "manage_search_application",
                                    "manage_search_query_rules",
                                    "manage_search_synonyms",
                                    "manage_slm",
                                    "manage_transform",
                                    "manage_watcher",
                                    "create_snapshot",
                                    "post_behavioral_analytics_event",
                                    "manage_behavioral_analytics",
                                    "transport_client")),
                    Map.entry(
                            "monitor",
                            List.of(
                                    "monitor_connector",
                                    "monitor_data_frame_transforms",
                                    "monitor_data_stream_global_retention",
                                    "monitor_enrich",
                                    "monitor_esql",
                                    "monitor_inference",
                                    "monitor_ml",
                                    "monitor_rollup",
                                    "monitor_stats",
                                    "monitor_text_structure",
                                    "monitor_transform",
                                    "monitor_watcher")),
                    Map.entry("create_snapshot", List.of("monitor_snapshot")),
                    Map.entry("manage_ccr", List.of("read_ccr")),
                    Map.entry("manage_connector", List.of("monitor_connector")),
                    Map.entry("manage_data_frame_transforms", List.of("monitor_data_frame_transforms")),
                    Map.entry("manage_data_stream_global_retention", List.of("monitor_data_stream_global_retention")),
                    Map.entry("manage_enrich", List.of("monitor_enrich")),
                    Map.entry("manage_ilm", List.of("read_ilm")),
                    Map.entry("manage_inference", List.of("monitor_inference")),
                    Map.entry("manage_ml", List.of("monitor_ml")),
                    Map.entry("manage_pipeline", List.of("manage_ingest_pipelines", "read_pipeline")),
                    Map.entry("manage_ingest_pipelines", List.of("read_pipeline")),
                    Map.entry("manage_rollup", List.of("monitor_rollup")),
                    Map.entry("manage_slm", List.of("read_slm")),
                    Map.entry("manage_transform", List.of("monitor_transform")),
                    Map.entry("manage_watcher", List.of("monitor_watcher"))),
            Set.of(
                    "none",
                    "read_connector_secrets",
                    "read_fleet_secrets",
                    "write_connector_secrets",
                    "write_fleet_secrets")),

    INDEX(
            List.of("indices:", "internal:"),
            Map.of(
                    "write",
                    List.of("index", "delete"),
                    "index",
                    List.of("create"),
                    "create",
                    List.of("create_doc"),
                    "manage",
                    List.of(
                            "monitor",
                            "view_index_metadata",
                            "maintenance",
                            "create_index",
                            "delete_index",
                            "auto_configure",
                            "manage_data_stream_lifecycle",
                            "manage_follow_index",
                            "manage_ilm",
                            "manage_leader_index")),
            Set.of(
                    "none",
                    "read",
                    "read_cross_cluster",
                    "cross_cluster_replication",
                    "cross_cluster_replication_internal"));

    private final List<String> actionPrefixes;
    private final Map<String, List<String>> implied;
    private final Set<String> names = new LinkedHashSet<>();

    ImpliedPrivileges(List<String> actionPrefixes, Map<String, List<String>> implied, Set<String> others) {
        this.actionPrefixes = actionPrefixes;
        this.implied = implied;
        names.add("all");
        names.addAll(implied.keySet());
        implied.values().forEach(names::addAll);
        names.addAll(others);
    }

    /** Whether Elasticsearch takes the name in a role: a privilege in any case, or a pattern of its actions. */
    public boolean isKnown(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return names.contains(lower) || actionPrefixes.stream().anyMatch(lower::startsWith);
    }

    /** The privileges and what they hold; just {@code all} where that is among them. */
    public Set<String> closure(Collection<String> given) {
        var closure = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(given);
        while (!open.isEmpty()) {
            var name = open.pop().toLowerCase(Locale.ROOT);
            if (name.equals("all")) {
                return Set.of("all");
            }
            if (!name.equals("none") && closure.add(name)) {
                open.addAll(implied.getOrDefault(name, List.of()));
            }
        }
        return closure;
    }
}
