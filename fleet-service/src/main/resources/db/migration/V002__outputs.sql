-- Where agents send data and what they reach each other through. As with agent policies, settings is what clients have set, as they sent
-- it, without its secret parts: those (ssl.key, password, service_token, certificate_key) are one encrypted JSON object of the same shape.
create table fleet_proxy (
    id text primary key,
    settings jsonb not null,
    secrets_encrypted text,
    name text not null generated always as (settings ->> 'name') stored,
    is_preconfigured boolean not null generated always as (coalesce((settings ->> 'is_preconfigured')::boolean, false)) stored,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table output (
    id text primary key,
    settings jsonb not null,
    secrets_encrypted text,
    name text not null generated always as (settings ->> 'name') stored,
    type text not null generated always as (settings ->> 'type') stored,
    is_default boolean not null generated always as ((settings ->> 'is_default')::boolean) stored,
    is_default_monitoring boolean not null generated always as ((settings ->> 'is_default_monitoring')::boolean) stored,
    is_preconfigured boolean not null generated always as (coalesce((settings ->> 'is_preconfigured')::boolean, false)) stored,
    proxy_id text references fleet_proxy generated always as (settings ->> 'proxy_id') stored,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index output_default on output (is_default) where is_default;
create unique index output_default_monitoring on output (is_default_monitoring) where is_default_monitoring;
create index output_by_proxy on output (proxy_id);

create table fleet_server_host (
    id text primary key,
    settings jsonb not null,
    name text not null generated always as (settings ->> 'name') stored,
    is_default boolean not null generated always as (coalesce((settings ->> 'is_default')::boolean, false)) stored,
    is_preconfigured boolean not null generated always as (coalesce((settings ->> 'is_preconfigured')::boolean, false)) stored,
    proxy_id text references fleet_proxy generated always as (settings ->> 'proxy_id') stored,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index fleet_server_host_default on fleet_server_host (is_default) where is_default;
create index fleet_server_host_by_proxy on fleet_server_host (proxy_id);

create table agent_download_source (
    id text primary key,
    settings jsonb not null,
    name text not null generated always as (settings ->> 'name') stored,
    is_default boolean not null generated always as (coalesce((settings ->> 'is_default')::boolean, false)) stored,
    proxy_id text references fleet_proxy generated always as (settings ->> 'proxy_id') stored,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index agent_download_source_default on agent_download_source (is_default) where is_default;
create index agent_download_source_by_proxy on agent_download_source (proxy_id);

-- A policy never names what is gone.
alter table agent_policy
    add foreign key (data_output_id) references output,
    add foreign key (monitoring_output_id) references output,
    add foreign key (fleet_server_host_id) references fleet_server_host,
    add foreign key (download_source_id) references agent_download_source;
create index agent_policy_by_data_output on agent_policy (data_output_id) where data_output_id is not null;
create index agent_policy_by_monitoring_output on agent_policy (monitoring_output_id) where monitoring_output_id is not null;
create index agent_policy_by_fleet_server_host on agent_policy (fleet_server_host_id) where fleet_server_host_id is not null;
create index agent_policy_by_download_source on agent_policy (download_source_id) where download_source_id is not null;
