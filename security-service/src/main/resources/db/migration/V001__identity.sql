-- People and programs that log in with a password.
create table security_user (
    username text primary key,
    -- bcrypt; null only for the reserved user whose password still comes from configuration
    password_hash text,
    roles text[] not null default '{}',
    full_name text,
    email text,
    metadata jsonb not null default '{}',
    enabled boolean not null default true,
    profile_uid text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table api_key (
    id text primary key,
    name text not null,
    -- SHA-256 of 128 random bits: there is nothing to guess, so one round is enough
    secret_hash bytea not null,
    -- who the key acts for; the owner may be gone
    username text not null,
    realm text not null,
    role_descriptors jsonb not null,
    -- role documents of the owner when the key was made or last updated: the key may never do more
    limited_by jsonb not null,
    metadata jsonb not null default '{}',
    created_at timestamptz not null,
    expires_at timestamptz,
    invalidated_at timestamptz
);
create index api_key_by_owner on api_key (username, realm);
create index api_key_by_name on api_key (name text_pattern_ops);

-- Bearer tokens of service accounts; the accounts themselves are in code.
create table service_token (
    account text not null,
    name text not null,
    secret_hash bytea not null,
    created_at timestamptz not null,
    primary key (account, name)
);

-- Keys that sign the tokens between gateway and services.
create table signing_key (
    id text primary key,
    public_key jsonb not null,
    private_key text not null, -- encrypted
    published_at timestamptz not null,
    signs_from timestamptz not null,
    signs_until timestamptz not null
);
