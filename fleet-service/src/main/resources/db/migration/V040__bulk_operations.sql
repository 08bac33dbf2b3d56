-- What is left to do of operations on many agents. A row is a batch; it goes in the transaction that writes what it does to its agents.
create table agent_bulk_batch (
    action_id text not null,
    batch integer not null,
    operation text not null,
    request jsonb not null,
    created_by text,
    -- agents that the whole request means
    total integer not null,
    agent_ids text[] not null,
    attempts integer not null default 0,
    due_at timestamptz not null,
    primary key (action_id, batch)
);
-- tens of thousands of random ids: compressing them gains nothing
alter table agent_bulk_batch alter agent_ids set storage external;
create index agent_bulk_batch_by_time on agent_bulk_batch (due_at, action_id, batch);

alter table agent_action add column ack_data jsonb;

-- Which of a policy's agents follow which revision is counted for the activity list without a look at the agents.
create index agent_by_policy_revision on agent (policy_id, policy_revision) where active;
drop index agent_by_policy;
