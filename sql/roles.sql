-- The five roles of bankagent. A user with CREATEROLE runs this file once in each cluster, and the
-- owner of each further database runs it there:
--
--     psql -d <the bank's database> -f sql/roles.sql
--
-- `bankagent migrate` runs it where its user may. Running it again changes nothing.
-- The roles cannot log in. Make a login user a member of one of them, for example:
--
--     create user bank_api login password '…' in role bankagent_api;

do $$
declare
    role_name text;
    described text;
begin
    for role_name, described in
        values
        (
            'bankagent_owner',
            'Owner of every object of bankagent. Migrations and the verbs act as it, no service does.'
        ),
        (
            'bankagent_api',
            'HTTP service: calls the verbs of callers and reviewers, reads, writes no table.'
        ),
        (
            'bankagent_worker',
            'Workers: claim, settle, hand back and rescue by verbs, read, write no table.'
        ),
        (
            'bankagent_auditor',
            'Auditors: read everything, change nothing.'
        ),
        (
            'bankagent_shadow',
            'Replay of past requests: reads, and can write nothing. Operators and auditors become it.'
        )
    loop
        continue when exists (select from pg_catalog.pg_roles where rolname = role_name);
        begin
            execute format('create role %I nologin', role_name);
            execute format('comment on role %I is %L', role_name, described);
            execute format('alter role %I set search_path to bankagent, procrastinate, ops', role_name);
        exception
            when duplicate_object or unique_violation then
                null; -- another session creates it at this moment, from another database
        end;
    end loop;

    -- The user who migrates acts as bankagent_owner, so that all objects have one owner. Since
    -- PostgreSQL 16 the creator of a role is its member, but may not yet act as it.
    if not pg_catalog.pg_has_role(
        current_user,
        'bankagent_owner',
        case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end
    ) then
        execute format('grant bankagent_owner to %I', current_user);
    end if;

    -- Who may read everything may replay: `bankagent policy replay` becomes bankagent_shadow.
    if not (
        pg_catalog.pg_has_role('bankagent_owner', 'bankagent_shadow', 'member')
        and pg_catalog.pg_has_role('bankagent_auditor', 'bankagent_shadow', 'member')
    ) then
        grant bankagent_shadow to bankagent_owner, bankagent_auditor;
    end if;

    execute format(
        'grant create, connect on database %I to bankagent_owner', current_database()
    );
    execute format(
        'grant connect on database %I '
        'to bankagent_api, bankagent_worker, bankagent_auditor, bankagent_shadow',
        current_database()
    );
end
$$;
