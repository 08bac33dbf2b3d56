#!/bin/bash
# PostgreSQL runs this once, on its empty data folder: a database and a user for each service.
set -euo pipefail
for name in security fleet cases endpoint apm; do
  psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$POSTGRES_PASSWORD" -U postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke connect on database :"name" from public;
SQL
done
