-- What agents of a service are told to do. No name: every service; no environment: every environment.
create table agent_configuration (
    id uuid primary key,
    service_name text,
    environment text,
    settings jsonb not null,
    agent_name text,
    etag text not null,
    changed_at timestamptz not null,
    applied_by_agent boolean not null,
    unique nulls not distinct (service_name, environment)
);

-- Where agents run, as far as their own questions tell.
create table asking_service (
    service_name text not null,
    environment text,
    first_asked_at timestamptz not null,
    unique nulls not distinct (service_name, environment)
);
