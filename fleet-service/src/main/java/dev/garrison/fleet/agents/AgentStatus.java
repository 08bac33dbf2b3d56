package dev.garrison.fleet.agents;

/** What an agent is doing, computed whenever it is read: nothing has to run for an agent to become offline. */
public enum AgentStatus {
    offline,
    error,
    online,
    inactive,
    enrolling,
    unenrolling,
    unenrolled,
    updating,
    degraded,
    uninstalled,
    orphaned;

    /** SQL over agent {@code a}: when it was last heard of. */
    static final String SEEN = "coalesce(a.last_checkin, a.enrolled_at)";

    /** SQL over agent {@code a} and its policy {@code p}, which may be missing: not seen for longer than the policy waits. */
    static final String LONG_UNSEEN =
            """
            (coalesce(p.inactivity_timeout, 1209600) > 0 and %s \
            < now() - make_interval(secs => coalesce(p.inactivity_timeout, 1209600)))"""
                    .formatted(SEEN);

    /** SQL over the same: the first rule that fits. */
    public static final String SQL =
            """
            case when not a.active then 'unenrolled' \
            when %1$s then 'inactive' \
            when a.audit_unenrolled_reason = 'uninstall' then 'uninstalled' \
            when a.audit_unenrolled_reason = 'orphaned' then 'orphaned' \
            when %2$s < now() - interval '300 seconds' then 'offline' \
            when a.policy_revision is null or a.upgrade_started_at is not null and a.upgraded_at is null then 'updating' \
            when a.last_checkin is null then 'enrolling' \
            when a.unenrollment_started_at is not null then 'unenrolling' \
            when a.last_checkin_status = 'error' then 'error' \
            when a.last_checkin_status = 'degraded' then 'degraded' \
            else 'online' end"""
                    .formatted(LONG_UNSEEN, SEEN);
}
