-- Most check-ins say nothing new: of these only the time is written, in batches. What tells new from known are hashes of what the agent sent.
alter table agent
    add column local_metadata_hash text,
    add column components_hash text;
-- room on each page for the next time stamp beside the last one, so that indexes need no new entry
alter table agent set (fillfactor = 70);

-- Which action a cancellation is for.
create index agent_action_by_cancelled on agent_action ((data ->> 'target_id')) where type = 'CANCEL';

-- What the secrets of agents' output keys are derived from; one row.
create table output_key_seed (
    id boolean primary key default true check (id),
    seed_encrypted text not null
);

-- Numbers the batches of one request, so that none is written twice.
alter table agent_action add column batch integer not null default 0;
drop index agent_action_by_id;
drop index agent_action_by_time;
create unique index agent_action_by_id on agent_action (action_id, batch);
create index agent_action_by_time on agent_action (created_at desc, action_id) where batch = 0 and type <> 'CANCEL';
create index agent_policy_revision_by_time on agent_policy_revision (created_at desc, policy_id, revision) where revision > 1;
