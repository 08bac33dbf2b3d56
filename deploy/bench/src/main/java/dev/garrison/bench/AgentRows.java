package dev.garrison.bench;

import dev.garrison.local.Stack;
import java.sql.SQLException;

/** Agents that exist in the database alone, as many as nobody wants to enroll one by one. */
final class AgentRows {
    /** How many share a tag. */
    static final int IN_A_RACK = 1000;

    private static final String INSERT =
            """
            insert into agent (id, enrolled_at, policy_id, policy_revision, access_api_key_id, access_api_key_hash,
                agent_version, local_metadata, tags, last_checkin, last_checkin_status, last_checkin_message)
            select gen_random_uuid()::text, now() - n * interval '1 second', ?, 1, 'bench-' || n, 'none',
                '8.18.0',
                jsonb_build_object(
                    'elastic', jsonb_build_object('agent', jsonb_build_object(
                        'id', gen_random_uuid(), 'version', '8.18.0', 'snapshot', false, 'upgradeable', true,
                        'unprivileged', false, 'log_level', 'info',
                        'build.original', '8.18.0 (build: 0000000000000000000000000000000000000000)')),
                    'host', jsonb_build_object(
                        'name', 'host-' || n, 'hostname', 'host-' || n, 'id', gen_random_uuid(),
                        'architecture', 'x86_64', 'ip', jsonb_build_array('127.0.0.1/8', '10.1.' || n %% 250 || '.7/16'),
                        'mac', jsonb_build_array('02:00:00:00:00:01')),
                    'os', jsonb_build_object(
                        'family', 'debian', 'full', 'Debian GNU/Linux bookworm(12 (bookworm))',
                        'kernel', '6.1.0-13-amd64', 'name', 'Debian GNU/Linux', 'platform', 'debian',
                        'version', '12 (bookworm)')),
                array['rack-' || n / %d], now(), 'online', 'Running'
            from generate_series(0, ? - 1) n
            """
                    .formatted(IN_A_RACK);

    private AgentRows() {}

    /** They have checked in just now, and follow the policy's first revision. */
    static void insert(Stack stack, String policyId, int count) {
        try (var database = stack.connect("fleet");
                var insert = database.prepareStatement(INSERT);
                var analyze = database.createStatement()) {
            insert.setString(1, policyId);
            insert.setInt(2, count);
            insert.executeUpdate();
            analyze.execute("vacuum analyze agent");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return one number */
    static long query(Stack stack, String sql, String parameter) {
        try (var database = stack.connect("fleet");
                var query = database.prepareStatement(sql)) {
            query.setString(1, parameter);
            var result = query.executeQuery();
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
