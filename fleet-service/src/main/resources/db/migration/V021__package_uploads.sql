-- When a package was uploaded last: one row, the clock of all replicas.
create table package_upload (
    last_at timestamptz not null
);
insert into package_upload values ('-infinity');
