-- Answers of writes that were sent with an Idempotency-Key; kept for a day.
create table idempotent_request (
    caller text not null,
    space text not null,
    key text not null,
    -- of method, path, query and body: the same key must mean the same request
    fingerprint text not null,
    started_at timestamptz not null default now(),
    status integer, -- null while the first request is under way
    answer text,
    primary key (caller, space, key)
);
create index idempotent_request_by_time on idempotent_request (started_at);
