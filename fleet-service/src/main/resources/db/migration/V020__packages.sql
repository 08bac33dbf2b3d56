-- What is installed: one version of each name, whatever the space.
create table package (
    name text primary key,
    version text not null,
    install_source text not null,
    -- of the first install; the Kibana assets are there
    space_id text not null,
    verification_status text not null,
    verification_key_id text,
    -- null: nobody has said
    keep_policies_up_to_date boolean,
    -- newest first: {created_at, target_version, error}
    failed_attempts jsonb not null default '[]',
    install_started_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Contents of the installed version, and of earlier ones that package policies still have.
create table package_version (
    name text not null,
    version text not null,
    manifest jsonb not null,
    primary key (name, version)
);

create table package_file (
    name text not null,
    version text not null,
    path text not null,
    content bytea not null,
    primary key (name, version, path),
    foreign key (name, version) references package_version on delete cascade
);

-- What an install has made: saved objects in one or more spaces, and what would be in Elasticsearch.
create table package_asset (
    package_name text not null references package on delete cascade,
    space_id text, -- null: of Elasticsearch
    position integer not null,
    type text not null,
    id text not null,
    origin_id text, -- the id in the package, where the space has another
    version text,
    title text,
    description text,
    placed_at timestamptz not null,
    unique nulls not distinct (package_name, space_id, type, id)
);
create index package_asset_by_object on package_asset (type, id);
