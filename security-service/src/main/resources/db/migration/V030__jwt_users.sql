-- Users whom an issuer of JWTs vouches for, as their last token described them.
create table jwt_user (
    realm text not null,
    username text not null,
    roles text[] not null,
    full_name text,
    email text,
    updated_at timestamptz not null,
    primary key (realm, username)
);
