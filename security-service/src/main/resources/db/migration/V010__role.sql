-- Roles that are not reserved; the reserved ones are in the service itself.
create table security_role (
    -- printable ASCII; sorted by code unit, upper case before lower case
    name text collate "C" primary key,
    -- Elasticsearch's form, open in the contract: cluster, indices, applications, run_as, metadata, description …
    document jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
