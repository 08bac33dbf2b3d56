-- Parts of an installation with things and privileges of their own. What belongs to one is kept by other services, under its id.
create table space (
    id text primary key,
    name text not null,
    description text,
    initials text,
    color text,
    image_url text,
    disabled_features text[] not null default '{}',
    solution text,
    reserved boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

insert into space (id, name, description, color, reserved, created_at, updated_at)
values ('default', 'Default', 'This is your default space!', '#00bfb3', true, now(), now());

-- Ids that are free again, but not at once: other services are emptying the space that had them.
create table deleted_space (
    id text primary key,
    free_from timestamptz not null
);
