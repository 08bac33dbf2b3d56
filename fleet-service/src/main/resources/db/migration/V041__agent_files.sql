-- Files that agents send: diagnostics, and what Elastic Defend was asked for. One per action and agent.
create table agent_file (
    id text primary key, -- action id, a dot, agent id
    upload_id text not null unique,
    action_id text not null,
    agent_id text not null,
    source text not null, -- agent, endpoint
    name text not null,
    mime_type text not null,
    size bigint not null, -- announced; once it is ready, the true one
    sha256 text, -- of the whole, as the agent says
    status text not null, -- AWAITING_UPLOAD, READY, FAILED, DELETED
    created_at timestamptz not null,
    completed_at timestamptz
);
create index agent_file_by_status on agent_file (status, created_at);

create table agent_file_chunk (
    file_id text not null references agent_file on delete cascade,
    number integer not null,
    sha256 bytea not null,
    content bytea not null,
    primary key (file_id, number)
);
-- mostly compressed already
alter table agent_file_chunk alter content set storage external;
