-- Hosts, one for each agent, as fleet-service's events tell of them.
create table host (
    agent_id text primary key,
    policy_id text,
    policy_revision bigint,
    agent_version text,
    active boolean not null,
    status text,
    enrolled_at timestamptz,
    last_checkin timestamptz,
    local_metadata jsonb,
    -- time of the event that wrote the row: an older one that comes later is dropped
    changed_at timestamptz not null,
    host_status text not null generated always as (case
        when not active or status = 'unenrolled' then 'unenrolled'
        when status = 'online' then 'healthy'
        when status in ('offline', 'inactive') then status
        when status in ('updating', 'enrolling', 'unenrolling') then 'updating'
        else 'unhealthy' end) stored,
    hostname text generated always as (local_metadata #>> '{host,hostname}') stored,
    os_name text generated always as (local_metadata #>> '{os,name}') stored,
    ip text generated always as (local_metadata #>> '{host,ip,0}') stored
);
create index host_by_enrolment on host (enrolled_at, agent_id);
create index host_by_status on host (host_status, enrolled_at);
create index host_by_checkin on host (last_checkin, agent_id);
create index host_by_hostname on host (hostname collate "C", agent_id);
