-- The startup check of a service.

-- name: login
-- The database user and the server. It reads session_user, since SET ROLE is no boundary.
select
    session_user::text as database_user,
    (
        select r.rolsuper
        from pg_catalog.pg_roles as r
        where r.rolname = session_user
    ) as is_superuser,
    coalesce(
        (
            select pg_has_role(session_user, r.oid, 'member')
            from pg_catalog.pg_roles as r
            where r.rolname = 'bankagent_owner'
        ),
        false
    ) as is_owner,
    coalesce(
        (
            select pg_has_role(r.oid, 'member')
            from pg_catalog.pg_roles as r
            where r.rolname = %(role)s::text
        ),
        false
    ) as has_role,
    current_setting('server_version_num')::integer as server_version,
    current_setting('server_encoding') as server_encoding,
    current_setting('session_replication_role') as replication_role,
    pg_is_in_recovery() as is_standby,
    to_regclass('bankagent.schema_versions') is not null as installed;

-- name: schema_version
select coalesce(max(v.version), 0) as version from bankagent.schema_versions as v;
