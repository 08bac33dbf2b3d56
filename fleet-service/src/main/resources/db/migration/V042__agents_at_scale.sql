-- What people look for among very many agents.
create index agent_by_tag on agent using gin (tags);
create index agent_by_hostname on agent ((local_metadata #>> '{host,hostname}') text_pattern_ops);

-- Actions and their targets are written together and by one writer; looking each target's action up again doubles the time that it takes
-- to tell a whole fleet.
alter table agent_action_target drop constraint agent_action_target_seq_fkey;
