create table cases (
    id text primary key,
    space text not null,
    version bigint not null,
    owner text not null,
    title text not null,
    description text not null,
    tags text[] not null,
    category text,
    severity text not null,
    status text not null,
    assignees text[] not null,
    sync_alerts boolean not null,
    connector jsonb not null,
    custom_fields jsonb not null,
    total_alerts int not null default 0,
    total_comments int not null default 0,
    created_at timestamptz not null,
    created_by jsonb not null,
    updated_at timestamptz,
    updated_by jsonb,
    closed_at timestamptz,
    closed_by jsonb,
    duration_seconds bigint,
    external_service jsonb,
    -- in the order in which the API sorts them
    severity_rank smallint not null generated always as (
        case severity when 'low' then 0 when 'medium' then 10 when 'high' then 20 when 'critical' then 30 end) stored,
    status_rank smallint not null generated always as (
        case status when 'open' then 0 when 'in-progress' then 10 when 'closed' then 20 end) stored,
    title_words tsvector not null generated always as (to_tsvector('simple'::regconfig, title)) stored,
    description_words tsvector not null generated always as (to_tsvector('simple'::regconfig, description)) stored
);
create index cases_by_creation on cases (space, created_at, id);
create index cases_by_update on cases (space, updated_at, id);
create index cases_by_status on cases (space, status, created_at);
create index cases_by_tag on cases using gin (tags);
create index cases_by_assignee on cases using gin (assignees);
create index cases_by_title_word on cases using gin (title_words);
create index cases_by_description_word on cases using gin (description_words);

-- Who did what to a case. Rows outlive their case.
create table user_action (
    seq bigint generated always as identity primary key,
    id uuid not null unique default gen_random_uuid(),
    space text not null,
    case_id text not null,
    owner text not null,
    type text not null,
    action text not null,
    payload jsonb not null,
    created_at timestamptz not null,
    created_by jsonb not null
);
create index user_action_by_case on user_action (space, case_id, seq);
