package dev.garrison.fleet.policyrevisions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** What agent policies name: outputs, Fleet Server hosts, download sources. Whoever changes it here has to bump the policies. */
@ApplicationScoped
public class PolicyReferences {
    /** A setting of an agent policy that holds an id. */
    public enum Reference {
        data_output_id,
        monitoring_output_id,
        fleet_server_host_id,
        download_source_id
    }

    private final Session database;

    PolicyReferences(Session database) {
        this.database = database;
    }

    /**
     * Policies that name the id are back at the default. Waits for writes of these policies that are under way.
     *
     * @return ids of those policies
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<String> clear(String id, Reference... references) {
        var changes = List.of(references).stream()
                .map(
                        ("|| case when p.%1$s = ?1 then jsonb_build_object('%1$s', null) else jsonb_build_object() end")
                                ::formatted)
                .collect(Collectors.joining());
        var holds = List.of(references).stream()
                .map(reference -> reference + " = ?1")
                .collect(Collectors.joining(" or "));
        database.flush();
        return database.createNativeQuery(
                        """
                        with chosen as (
                            select id from agent_policy where %s order by id for update
                        ), changed as (
                            update agent_policy p set settings = p.settings %s from chosen where p.id = chosen.id
                            returning p.id
                        )
                        select id from changed order by id"""
                                .formatted(holds, changes),
                        String.class)
                .setParameter(1, id)
                .getResultList();
    }

    /** The policies name the id from now on. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void name(Collection<String> policyIds, Reference reference, String id) {
        database.flush();
        database.createNativeMutationQuery(
                        """
                        update agent_policy set settings = settings || jsonb_build_object('%s', cast(?1 as text))
                        where id = any(?2)"""
                                .formatted(reference))
                .setParameter(1, id)
                .setParameter(2, policyIds.toArray(String[]::new))
                .executeUpdate();
    }
}
