-- Integrations. As with agent policies, settings is the document that clients see, with what it compiles to; secrets are references there.
create table package_policy (
    id text primary key,
    settings jsonb not null,
    name text not null generated always as (settings ->> 'name') stored,
    namespace text not null generated always as (coalesce(settings ->> 'namespace', '')) stored,
    enabled boolean not null generated always as ((settings ->> 'enabled')::boolean) stored,
    is_managed boolean not null generated always as (coalesce((settings ->> 'is_managed')::boolean, false)) stored,
    package_name text not null generated always as (settings #>> '{package,name}') stored,
    package_version text not null generated always as (settings #>> '{package,version}') stored,
    -- null: the agent policy's
    output_id text references output generated always as (settings ->> 'output_id') stored,
    -- what it writes to: [{type, dataset, …}]; with the namespace that makes the permissions of its agents' keys
    data_streams jsonb not null,
    revision integer not null,
    -- changes on every write, and so does what clients see of it
    version bigint not null,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    -- not a unique index, for names may be longer than a b-tree takes
    constraint package_policy_name exclude using hash (name with =)
);
create index package_policy_by_update on package_policy (updated_at desc nulls last, id);
create index package_policy_by_package on package_policy (package_name, package_version);
create index package_policy_by_output on package_policy (output_id) where output_id is not null;

-- The agent policies that it is on, in the order in which clients name them.
create table package_policy_target (
    package_policy_id text not null references package_policy on delete cascade,
    policy_id text not null references agent_policy,
    position integer not null,
    primary key (package_policy_id, policy_id)
);
create index package_policy_target_by_policy on package_policy_target (policy_id);

create table package_policy_secret (
    id text primary key,
    package_policy_id text not null references package_policy on delete cascade,
    value_encrypted text not null
);
create index package_policy_secret_by_owner on package_policy_secret (package_policy_id);
