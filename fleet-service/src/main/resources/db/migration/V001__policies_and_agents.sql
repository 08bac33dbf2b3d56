-- Agent policies. What clients have set is one document, as they sent it: never set is absent, cleared is null.
create table agent_policy (
    id text primary key,
    settings jsonb not null,
    name text not null generated always as (settings ->> 'name') stored,
    namespace text not null generated always as (settings ->> 'namespace') stored,
    is_managed boolean not null generated always as ((settings ->> 'is_managed')::boolean) stored,
    inactivity_timeout integer not null generated always as ((settings ->> 'inactivity_timeout')::integer) stored,
    unenroll_timeout integer generated always as ((settings ->> 'unenroll_timeout')::integer) stored,
    -- null: the default one
    data_output_id text generated always as (settings ->> 'data_output_id') stored,
    monitoring_output_id text generated always as (settings ->> 'monitoring_output_id') stored,
    download_source_id text generated always as (settings ->> 'download_source_id') stored,
    fleet_server_host_id text generated always as (settings ->> 'fleet_server_host_id') stored,
    status text not null default 'active',
    revision integer not null,
    -- changes on every write, and so does what clients see of it
    version bigint not null,
    schema_version text not null default '1.1.1',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by text not null,
    -- not a unique index, for names may be longer than a b-tree takes
    constraint agent_policy_name exclude using hash (name with =)
);
create index agent_policy_by_update on agent_policy (updated_at desc nulls last, id);

-- When each revision came to be; what agents receive is compiled from the policy's present state.
create table agent_policy_revision (
    policy_id text not null references agent_policy on delete cascade,
    revision integer not null,
    created_at timestamptz not null,
    primary key (policy_id, revision)
);

create table uninstall_token (
    id text primary key,
    policy_id text not null references agent_policy on delete cascade,
    token_encrypted text not null,
    token_hash text not null, -- base64 of the SHA-256, which agents compare against
    created_at timestamptz not null
);
create unique index uninstall_token_by_policy on uninstall_token (policy_id);

-- Signs policies and actions for Elastic Defend; the newest row is in use.
create table message_signing_key (
    id bigint generated always as identity primary key,
    private_key_encrypted text not null, -- of the base64 of its PKCS#8 form
    public_key text not null, -- base64 of its DER form
    created_at timestamptz not null default now()
);

create table enrollment_api_key (
    id text primary key,
    policy_id text not null references agent_policy on delete cascade,
    name text not null,
    -- what the client called it, without the id that the name ends in; null where it gave no name
    given_name text,
    api_key_id text not null unique,
    -- shown in every read, so kept encrypted beside the hash that an enrolment is checked against
    secret_encrypted text not null,
    secret_hash text not null,
    active boolean not null default true,
    expires_at timestamptz,
    created_at timestamptz not null
);
create index enrollment_api_key_by_policy on enrollment_api_key (policy_id);
create index enrollment_api_key_by_time on enrollment_api_key (created_at desc, id);
create unique index enrollment_api_key_by_given_name on enrollment_api_key (policy_id, md5(given_name)) where active;

create table agent (
    id text primary key,
    type text not null default 'PERMANENT',
    active boolean not null default true,
    enrolled_at timestamptz not null,
    unenrolled_at timestamptz,
    unenrollment_started_at timestamptz,
    unenrolled_reason text,
    policy_id text, -- stays when the policy goes after the agent has left
    -- last one that the agent has acknowledged; null after enrolment and reassignment
    policy_revision integer,
    enrollment_id text,
    access_api_key_id text not null unique,
    access_api_key_hash text not null,
    -- false once invalidated: nothing of this agent is accepted any more
    access_api_key_valid boolean not null default true,
    -- by output: {api_key_id, type, to_retire_api_key_ids}
    outputs jsonb not null default '{}',
    agent_version text,
    local_metadata jsonb not null default '{}',
    user_provided_metadata jsonb not null default '{}',
    tags text[] not null default '{}',
    components jsonb,
    unhealthy_reason text[],
    last_checkin timestamptz,
    last_checkin_status text,
    last_checkin_message text,
    -- sequence number of the last action that the agent has confirmed to have received
    action_position bigint not null default 0,
    upgrade_started_at timestamptz,
    upgraded_at timestamptz,
    upgrade_details jsonb,
    audit_unenrolled_reason text,
    audit_unenrolled_time timestamptz,
    namespaces text[],
    host_name text generated always as (lower(local_metadata #>> '{host,name}')) stored
);
create index agent_by_enrolment on agent (enrolled_at desc, host_name, id);
create index agent_by_policy on agent (policy_id) where active;
create index agent_by_enrollment_id on agent (enrollment_id) where enrollment_id is not null;

-- What agents are told. Batches of one request share the action_id.
create table agent_action (
    seq bigint generated always as identity primary key,
    action_id text not null,
    type text not null,
    created_at timestamptz not null,
    created_by text,
    expiration timestamptz,
    start_time timestamptz,
    minimum_execution_duration integer,
    rollout_duration_seconds integer,
    timeout integer,
    input_type text,
    data jsonb,
    signed jsonb,
    -- agents that the whole request meant, over all batches
    total integer,
    -- length of this batch; its members are in agent_action_target
    agents integer not null,
    namespaces text[],
    -- false for entries of the activity list only, e.g. FORCE_UNENROLL
    deliverable boolean not null default true
);
create index agent_action_by_id on agent_action (action_id);
create index agent_action_by_time on agent_action (created_at desc);

create table agent_action_target (
    agent_id text not null,
    seq bigint not null references agent_action on delete cascade,
    primary key (agent_id, seq)
);
create index agent_action_target_by_seq on agent_action_target (seq);

-- One per action and agent: the first answer counts.
create table agent_action_result (
    action_id text not null,
    agent_id text not null,
    created_at timestamptz not null,
    error text,
    data jsonb,
    primary key (action_id, agent_id)
);
create index agent_action_result_by_time on agent_action_result (action_id, created_at desc);
