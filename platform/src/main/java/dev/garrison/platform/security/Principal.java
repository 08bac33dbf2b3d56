package dev.garrison.platform.security;

import java.util.Set;

/**
 * Who makes a request, as the gateway's signed token says.
 *
 * @param username login name, or the owner's of an API key
 * @param realm name of the realm that knows the user, e.g. {@code native}, {@code reserved}
 * @param authenticationType {@code realm}, {@code api_key} or {@code token}
 * @param apiKeyId id of the API key that was used, or null
 * @param space id of the request's space
 * @param privileges effective Kibana API privileges at that space; {@code *} holds all
 * @param clusterPrivileges Elasticsearch cluster privileges, such as {@code manage_security}
 */
public record Principal(
        String username,
        String realm,
        String profileUid,
        String authenticationType,
        String apiKeyId,
        String space,
        Set<String> privileges,
        Set<String> clusterPrivileges) {

    /** Whether the caller holds the Kibana API privilege at the request's space. */
    public boolean has(String privilege) {
        return privileges.contains("*") || privileges.contains(privilege);
    }

    /** Whether the caller holds the cluster privilege, or {@code all}. */
    public boolean hasCluster(String privilege) {
        return clusterPrivileges.contains("all") || clusterPrivileges.contains(privilege);
    }
}
