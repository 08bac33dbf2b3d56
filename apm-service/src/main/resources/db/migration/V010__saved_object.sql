-- Versions rise over all objects and are never used twice, so that the version of a deleted object fits no later one of the same id.
create sequence saved_object_version;

create table saved_object (
    type text not null,
    id text not null,
    -- where it is seen; '*' is every space
    spaces text[] not null check (cardinality(spaces) > 0),
    -- what an id is unique in: the space for types whose ids may be used again in another one, '' for all others
    id_space text not null,
    -- id of what it was copied from
    origin_id text,
    attributes jsonb not null,
    refs jsonb not null,
    version bigint not null default nextval('saved_object_version'),
    managed boolean not null default false,
    created_at timestamptz not null,
    created_by text,
    updated_at timestamptz not null,
    updated_by text,
    primary key (type, id, id_space)
);
create index saved_object_by_space on saved_object using gin (spaces);
create index saved_object_by_reference on saved_object using gin (refs jsonb_path_ops);
create index saved_object_by_origin on saved_object (type, origin_id) where origin_id is not null;
create index saved_object_by_update on saved_object (type, updated_at);

-- An id that an object had before an import gave it a new one, and that old links may still say.
create table legacy_url_alias (
    target_space text not null,
    target_type text not null,
    source_id text not null,
    target_id text not null,
    disabled boolean not null default false,
    created_at timestamptz not null,
    primary key (target_space, target_type, source_id)
);
create index legacy_url_alias_by_target on legacy_url_alias (target_type, target_id);
