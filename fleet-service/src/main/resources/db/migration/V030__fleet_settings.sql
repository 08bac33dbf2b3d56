-- Values that stand under "secrets" of an output; clients see their ids.
create table output_secret (
    id text primary key,
    output_id text not null references output on delete cascade,
    path text not null, -- JSON pointer below "secrets"
    value_encrypted text not null,
    unique (output_id, path)
);

-- Settings of Fleet as a whole; one row.
create table fleet_settings (
    id boolean primary key default true check (id),
    settings jsonb not null,
    version bigint not null
);
