-- Events that wait to be published. A lane is a hash of the subject: within a lane, and so for each subject, order is kept.
create table outbox (
    seq bigint generated always as identity primary key,
    lane smallint not null,
    event_id uuid not null,
    topic text not null,
    type text not null,
    subject text not null,
    time timestamptz not null,
    data jsonb not null,
    trace_parent text
);
create index outbox_by_lane on outbox (lane, seq);

-- A relay holds the row of the lane that it publishes from.
create table outbox_lane (lane smallint primary key);
insert into outbox_lane select generate_series(0, 15);

-- Events whose effect is committed here; a second delivery is dropped.
create table consumed_event (
    event_id text primary key,
    consumed_at timestamptz not null default now()
);
create index consumed_event_by_time on consumed_event (consumed_at);
