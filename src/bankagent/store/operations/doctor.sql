-- Statements of `bankagent doctor`, one or two for each check.

-- name: sees_all_sessions
select pg_has_role('pg_read_all_stats', 'usage') as sees;

-- name: server
select
    current_setting('server_version') as version,
    current_setting('server_version_num')::integer as number,
    current_setting('server_encoding') as encoding,
    pg_is_in_recovery() as is_standby;

-- name: server_settings
-- The values that a session begins with, which our connections may have changed since.
select
    s.name,
    case
        when s.vartype in ('integer', 'real') then s.reset_val || coalesce(s.unit, '')
        else s.reset_val
    end as setting,
    case
        -- The file does not show where this session has changed the value, nor to everybody.
        when s.sourcefile is null
            then
                'alter system reset ' || s.name || '; select pg_reload_conf(); '
                || 'where it stays, take it out of postgresql.conf'
        when s.sourcefile like '%%/postgresql.auto.conf'
            then 'alter system reset ' || s.name || '; select pg_reload_conf();'
        else 'take ' || s.name || ' out of ' || s.sourcefile || '; select pg_reload_conf();'
    end as undo
from pg_catalog.pg_settings as s
where s.name = any(%(names)s::text[])
order by s.name;

-- name: settings_of_roles
-- What is set for the database, or for logins that work as one of our services or as an operator.
select
    case
        when r.rolname is null and d.datname is null then ' for all users'
        when r.rolname is null then ' in the database ' || d.datname
        when d.datname is null then ' for ' || r.rolname
        else ' for ' || r.rolname || ' in the database ' || d.datname
    end as scope,
    case
        when r.rolname is null and d.datname is null then 'alter role all'
        when r.rolname is null then format('alter database %%I', d.datname)
        when d.datname is null then format('alter role %%I', r.rolname)
        else format('alter role %%I in database %%I', r.rolname, d.datname)
    end as undo,
    given.name,
    given.setting
from pg_catalog.pg_db_role_setting as s
left join pg_catalog.pg_roles as r on r.oid = s.setrole
left join pg_catalog.pg_database as d on d.oid = s.setdatabase
cross join
    lateral (
        select
            lower(split_part(t.text, '=', 1)) as name,
            substr(t.text, strpos(t.text, '=') + 1) as setting
        from unnest(s.setconfig) as t (text)
    ) as given
where
    (s.setdatabase = 0 or d.datname = current_database())
    and given.name = any(%(names)s::text[])
    and (
        s.setrole = 0
        or r.rolname = session_user
        or (
            r.rolcanlogin
            and exists (
                select
                from pg_catalog.pg_roles as ours
                where
                    ours.rolname in ('bankagent_api', 'bankagent_worker', 'bankagent_owner')
                    and pg_has_role(s.setrole, ours.oid, 'member')
            )
        )
    )
order by scope, given.name;

-- name: settings_of_our_login
select distinct lower(split_part(given.text, '=', 1)) as name
from pg_catalog.pg_db_role_setting as s
cross join lateral unnest(s.setconfig) as given (text)
where
    s.setdatabase in (
        0, (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = current_database()
        )
    )
    and s.setrole in (
        0, (
            select r.oid from pg_catalog.pg_roles as r
            where r.rolname = session_user
        )
    )
    and lower(split_part(given.text, '=', 1)) = any(%(names)s::text[]);

-- name: canonical
-- PostgreSQL prints a value that it has taken in one way. Put back at once, before it does harm;
-- the limit has the value before read first.
select
    set_config(b.name, %(given)s::text, true) as printed,
    set_config(b.name, b.setting, true) as restored
from (
    select
        %(setting)s::text as name,
        current_setting(%(setting)s::text) as setting
    limit 1
) as b;

-- name: canonical_of_others
-- The same for a boolean, or one value of a list, that this user may not try.
select
    case
        when s.vartype <> 'bool' then lower(%(given)s::text)
        when (case s.vartype when 'bool' then %(given)s::text end)::boolean then 'on'
        else 'off'
    end as printed
from pg_catalog.pg_settings as s
where s.name = %(setting)s::text;

-- name: waits_for_standbys
select current_setting('synchronous_standby_names') <> '' as waits;

-- name: seconds
select extract(epoch from %(duration)s::text::interval)::double precision as seconds;

-- name: connections
select
    current_setting('max_connections')::integer
    - current_setting('superuser_reserved_connections')::integer
    - coalesce(current_setting('reserved_connections', true)::integer, 0) as available,
    (
        select count(*)
        from pg_catalog.pg_stat_activity as a
        where a.backend_type = 'client backend'
    ) as used,
    (
        select count(*) from ops.workers as w
        where w.alive
    ) as workers;

-- name: connection_limits
select 'the user ' || r.rolname as whose, r.rolconnlimit as most
from pg_catalog.pg_roles as r
where
    r.rolcanlogin and r.rolconnlimit >= 0 and not r.rolsuper
    and (
        pg_has_role(r.oid, 'bankagent_api', 'member')
        or pg_has_role(r.oid, 'bankagent_worker', 'member')
    )
union all
select 'the database ' || d.datname as whose, d.datconnlimit as most
from pg_catalog.pg_database as d
where d.datname = current_database() and d.datconnlimit >= 0
order by whose;

-- name: tables_without_autovacuum
select c.oid::regclass::text as name
from pg_catalog.pg_class as c
cross join lateral pg_options_to_table(c.reloptions) as o
where
    c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
    and o.option_name = 'autovacuum_enabled'
    and not o.option_value::boolean
order by name;

-- name: clock
select extract(epoch from clock_timestamp())::double precision as now;

-- name: data_folder
select current_setting('data_directory') as path;

-- name: versions
select v.version, v.procrastinate
from bankagent.schema_versions as v
order by v.version desc
limit 1;

-- name: applied_files
select f.file, f.sha256 from bankagent.schema_files as f;

-- name: drift
-- Triggers that are switched off and invalid indexes have checks of their own.
select d.kind, d.name, d.drift
from ops.schema_drift as d
where
    not exists (
        select
        from pg_catalog.pg_trigger as t
        where
            t.tgenabled in ('D', 'R')
            and d.kind = 'trigger'
            and d.name = concat(t.tgrelid::regclass, '.', t.tgname)
    )
    and not exists (
        select
        from pg_catalog.pg_index as i
        where not i.indisvalid and d.kind = 'index' and d.name = i.indexrelid::regclass::text
    )
order by d.kind, d.name;

-- name: triggers_off
select
    t.tgrelid::regclass::text as name,
    t.tgname as trigger,
    t.tgisinternal as is_foreign_key
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
where
    c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
    and t.tgenabled in ('D', 'R')
order by name, t.tgname;

-- name: invalid_indexes
select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as on_table
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on c.oid = i.indrelid
where
    c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
    and not (i.indisvalid and i.indisready)
order by name;

-- name: sequences
-- A worker's id is half of an advisory lock's key, which is an integer.
select
    s.schemaname || '.' || s.sequencename as name,
    coalesce(s.last_value, 0) as at,
    case s.sequencename
        when 'procrastinate_workers_id_seq' then least(s.max_value, 2147483647)
        else s.max_value
    end as most,
    has_sequence_privilege(
        format('%%I.%%I', s.schemaname, s.sequencename), 'select, usage'
    ) as visible
from pg_catalog.pg_sequences as s
where s.schemaname in ('bankagent', 'procrastinate')
order by name;

-- name: role_search_paths
select
    r.rolname as role,
    (
        select substr(given.text, strpos(given.text, '=') + 1)
        from pg_catalog.pg_db_role_setting as s
        cross join lateral unnest(s.setconfig) as given (text)
        where s.setrole = r.oid and s.setdatabase = 0 and given.text like 'search_path=%%'
    ) as search_path
from pg_catalog.pg_roles as r
where
    r.rolname in (
        'bankagent_owner', 'bankagent_api', 'bankagent_worker', 'bankagent_auditor',
        'bankagent_shadow'
    )
order by r.rolname;

-- name: rights_too_many
-- Rights beyond reading on a table, view or sequence, of roles other than its owner; and all rights
-- that PUBLIC has.
select
    coalesce(r.rolname, 'PUBLIC') as role,
    lower(has.privilege_type) as privilege,
    given.what,
    given.kind
from (
    select
        case c.relkind when 'S' then 'sequence' else 'table' end as kind,
        c.oid::regclass::text as what,
        c.relowner as owner,
        c.relacl as acl
    from pg_catalog.pg_class as c
    where
        c.relkind in ('r', 'v', 'm', 'S', 'p')
        and c.relnamespace in (
            'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
        )
    union all
    select
        'column' as kind,
        format('%%s.%%I', a.attrelid::regclass, a.attname) as what,
        c.relowner as owner,
        a.attacl as acl
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on c.oid = a.attrelid
    where
        a.attacl is not null
        and c.relnamespace in (
            'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
        )
    union all
    select
        'function' as kind,
        p.oid::regprocedure::text as what,
        p.proowner as owner,
        -- Without an entry PUBLIC may execute it.
        coalesce(p.proacl, acldefault('f', p.proowner)) as acl
    from pg_catalog.pg_proc as p
    where
        p.pronamespace in (
            'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
        )
    union all
    select
        'schema' as kind,
        n.nspname::text as what,
        n.nspowner as owner,
        n.nspacl as acl
    from pg_catalog.pg_namespace as n
    where n.nspname in ('bankagent', 'procrastinate', 'ops')
) as given
cross join lateral aclexplode(given.acl) as has
left join pg_catalog.pg_roles as r on r.oid = has.grantee
where
    has.grantee <> given.owner
    and (
        has.grantee = 0
        or (given.kind in ('table', 'column', 'sequence') and has.privilege_type <> 'SELECT')
        or (given.kind = 'schema' and has.privilege_type = 'CREATE')
    )
order by role, given.kind, given.what, privilege;

-- name: rights_too_few
-- What a service or an auditor may not read.
select
    r.rolname as role,
    lower(wanted.privilege) as privilege,
    wanted.what,
    wanted.kind
from pg_catalog.pg_roles as r
cross join (
    select 'schema' as kind, n.nspname::text as what, 'USAGE' as privilege, n.oid
    from pg_catalog.pg_namespace as n
    where n.nspname in ('bankagent', 'procrastinate', 'ops')
    union all
    select 'table' as kind, c.oid::regclass::text as what, 'SELECT' as privilege, c.oid
    from pg_catalog.pg_class as c
    where
        c.relkind in ('r', 'v', 'm', 'p')
        and c.relnamespace in (
            'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
        )
) as wanted
where
    r.rolname in ('bankagent_api', 'bankagent_worker', 'bankagent_auditor', 'bankagent_shadow')
    and not case wanted.kind
        when 'schema' then has_schema_privilege(r.oid, wanted.oid, 'usage')
        else has_table_privilege(r.oid, wanted.oid, 'select')
    end
order by r.rolname, wanted.kind, wanted.what;

-- name: executable
-- What each role may execute, PUBLIC aside, by grants of its own.
select r.rolname as role, p.oid::regprocedure::text as function
from pg_catalog.pg_proc as p
cross join lateral aclexplode(p.proacl) as has
inner join pg_catalog.pg_roles as r on r.oid = has.grantee
where
    has.grantee <> p.proowner
    and r.rolname in (
        'bankagent_api', 'bankagent_worker', 'bankagent_auditor', 'bankagent_shadow'
    )
    and p.pronamespace in (
        'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
    );

-- name: service_verbs_of_others
-- Roles beside ours that may execute a verb of a service: by it they would act as the service.
select r.rolname as role, p.oid::regprocedure::text as function
from pg_catalog.pg_proc as p
cross join lateral aclexplode(p.proacl) as has
inner join pg_catalog.pg_roles as r on r.oid = has.grantee
where
    has.grantee <> p.proowner
    and r.rolname not in (
        'bankagent_api', 'bankagent_worker', 'bankagent_auditor', 'bankagent_shadow'
    )
    and p.pronamespace = 'bankagent'::regnamespace
    and p.proname in (
        'cast_vote', 'escalate_request', 'move_work', 'comment_on_request',
        'move_exception', 'propose_on_exception', 'vote_on_proposal',
        'reopen_exception', 'give_findings', 'confirm_waiver', 'claim_jobs', 'settle_jobs',
        'hand_back_jobs', 'keep_worker'
    )
order by r.rolname, function;

-- name: other_owners
-- Objects in our schemas whose owner is another role: it may change them, and the triggers on them.
select o.rolname as owner, owned.kind, owned.what
from (
    select
        c.relowner as owner,
        case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind,
        c.oid::regclass::text as what,
        c.relnamespace as namespace
    from pg_catalog.pg_class as c
    where c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select
        p.proowner as owner,
        'function' as kind,
        p.oid::regprocedure::text as what,
        p.pronamespace as namespace
    from pg_catalog.pg_proc as p
) as owned
inner join pg_catalog.pg_roles as o on o.oid = owned.owner
where
    owned.namespace in (
        'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
    )
    and o.rolname <> 'bankagent_owner'
order by owned.what;

-- name: named_functions
-- The functions of these signatures, by the names that the catalog gives them.
select given.signature, to_regprocedure(given.signature)::text as function
from unnest(%(signatures)s::text[]) as given (signature)
union
select p.oid::regprocedure::text as signature, p.oid::regprocedure::text as function
from pg_catalog.pg_proc as p
where p.pronamespace = 'ops'::regnamespace and %(all_of_ops)s::boolean;

-- name: mighty_logins
-- Logins of the services that could do anything.
with recursive member as (
    select m.member as login, m.roleid as of_role
    from pg_catalog.pg_auth_members as m
    union
    select member.login, m.roleid
    from member
    inner join pg_catalog.pg_auth_members as m on m.member = member.of_role
)

select
    l.rolname as login,
    string_agg(distinct r.rolname, ', ' order by r.rolname) as works_as,
    l.rolsuper as is_superuser
from member
inner join pg_catalog.pg_roles as l on l.oid = member.login and l.rolcanlogin
inner join pg_catalog.pg_roles as r
    on r.oid = member.of_role and r.rolname in ('bankagent_api', 'bankagent_worker')
where
    l.rolsuper or exists (
        select
        from member as more
        inner join pg_catalog.pg_roles as o on o.oid = more.of_role
        where more.login = l.oid and o.rolname = 'bankagent_owner'
    )
group by l.rolname, l.rolsuper
order by l.rolname;

-- name: long_transactions
-- Without their statements, which may hold client data.
select
    a.pid,
    a.usename as username,
    a.application_name as application,
    coalesce(a.state, 'active') as state,
    clock_timestamp() - a.xact_start as lasts
from pg_catalog.pg_stat_activity as a
where
    a.pid <> pg_backend_pid()
    and a.backend_type = 'client backend'
    and (a.datname = current_database() or a.backend_xmin is not null)
    and a.xact_start < clock_timestamp() - %(longer_than)s::interval
order by a.xact_start;

-- name: prepared_transactions
select p.gid, p.owner::text as owner, clock_timestamp() - p.prepared as lasts
from pg_catalog.pg_prepared_xacts as p
where
    p.database = current_database()
    and p.prepared < clock_timestamp() - %(longer_than)s::interval
order by p.prepared;

-- name: idle_slots
select
    s.slot_name as name,
    case
        when not pg_is_in_recovery()
            then pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn))
    end as keeps
from pg_catalog.pg_replication_slots as s
where not s.active and not s.temporary
order by s.slot_name;

-- name: notification_queue
select
    pg_notification_queue_usage() as used,
    (
        select string_agg(a.pid::text, ', ' order by a.xact_start)
        from pg_catalog.pg_stat_activity as a
        where a.state like 'idle in transaction%%' and a.datname = current_database()
    ) as idle_in_transaction;

-- name: stuck
select count(*) as requests, min(s.request_id) as first, max(s.reason) as reason
from ops.stuck_requests as s;

-- name: gaps
select g.request_id, g.gap
from ops.audit_gaps_since(now() - interval '1 hour') as g
order by g.request_id
limit 20;

-- name: policy_keys
select t.name, t.policy_key from bankagent.request_types as t
order by t.name;

-- name: of_packages
select
    'request type' as kind,
    t.name,
    to_jsonb(t) ->> 'package' as package,
    (
        select count(*)
        from bankagent.banking_requests as r
        where
            r.request_type = t.name
            and r.status in ('received', 'awaiting_approval', 'needs_info', 'failed')
    ) as open
from bankagent.request_types as t
where to_jsonb(t) ->> 'package' is not null
union all
select 'policy version' as kind, p.key || '@' || p.version as name, null as package, 0 as open
from bankagent.policies as p
where p.version < 1000;

-- name: keys_that_expire
-- Of holders who have no other key that works longer.
select k.id, k.kind, k.holder, k.expires_at
from bankagent.api_keys as k
left join bankagent.callers as c on c.name = k.caller
left join bankagent.reviewers as r on r.name = k.reviewer
where
    k.revoked_at is null
    and coalesce(c.disabled_at, r.disabled_at) is null
    and k.expires_at between now() and now() + %(within)s::interval
    and not exists (
        select
        from bankagent.api_keys as other
        where
            other.kind = k.kind
            and other.holder = k.holder
            and other.revoked_at is null
            and other.expires_at > now() + %(within)s::interval
    )
order by k.expires_at;

-- name: roles_without_reviewer
-- Of what is in force, and of stages of open approvals; where there is no reviewer at all, a
-- newcomer is not told so.
select
    d.role,
    bool_or(d.is_open) as is_open
from (
    select
        x.role,
        false as is_open
    from bankagent.approval_demands as x
    inner join ops.reference_in_force as f on f.reference_version_id = x.reference_version_id
    where f.dataset = 'approval_demands'
    union all
    select
        s.role,
        true as is_open
    from bankagent.approvals as a
    inner join bankagent.approval_stages as s on s.job_id = a.job_id and s.attempt = a.attempt
    where a.closed_at is null and s.role is not null
) as d
where
    d.role <> 'any'
    and exists (
        select
        from ops.reviewer_authorities as a
        where a.state = 'in force'
    )
    and not exists (
        select
        from ops.reviewer_authorities as a
        where a.state = 'in force' and a.role = d.role
    )
group by d.role
order by d.role;

-- name: demands_beyond_people
-- Votes of a stage in a role, and of all stages together: no person votes in two stages, and a
-- power that is delegated counts once. A role without people is told by roles_without_reviewer;
-- where there is no reviewer at all, a newcomer is not told so.
with demanded as (
    select d.request_type, d.outcome, nullif(d.role, 'any') as role, d.votes
    from bankagent.approval_demands as d
    inner join ops.reference_in_force as f on f.reference_version_id = d.reference_version_id
    where f.dataset = 'approval_demands'
),

held as materialized (
    select
        a.role, a.request_type, bankagent.person_key(coalesce(a.delegated_by, a.reviewer)) as person
    from ops.reviewer_authorities as a
    where a.state = 'in force'
),

asked as (
    select d.request_type, d.outcome, d.role, sum(d.votes) as votes
    from demanded as d
    where d.role is not null
    group by d.request_type, d.outcome, d.role
    union all
    select d.request_type, d.outcome, null as role, sum(d.votes) as votes
    from demanded as d
    group by d.request_type, d.outcome
),

counted as (
    select
        a.request_type,
        a.outcome,
        a.role,
        a.votes,
        (
            select count(distinct h.person)
            from held as h
            where
                coalesce(h.request_type, a.request_type) in (a.request_type, 'any')
                and h.role = coalesce(a.role, h.role)
        ) as people
    from asked as a
)

select c.request_type, c.outcome, c.role, c.votes, c.people
from counted as c
where c.people between 1 and c.votes - 1
order by c.request_type, c.outcome, c.role nulls first;

-- name: calendars_of_demands
-- Calendars by which demands in force count, where none of that name is in force, or it ends soon.
with asked as (
    select distinct c.calendar
    from bankagent.approval_demands as d
    inner join ops.reference_in_force as f on f.reference_version_id = d.reference_version_id
    cross join lateral regexp_split_to_table(d.calendars, ' ') as c (calendar)
    where f.dataset = 'approval_demands'
),

known as (
    select c.calendar, c.last_day
    from bankagent.calendars as c
    inner join ops.reference_in_force as f on f.reference_version_id = c.reference_version_id
    where f.dataset = 'calendars'
)

select a.calendar, k.last_day
from asked as a
left join known as k on k.calendar = a.calendar
where coalesce(k.last_day < current_date + %(within)s::interval, true)
order by a.calendar;

-- name: teams_without_reviewer
-- What was moved to the team of a role that no reviewer has any more.
select i.team, count(*) as items
from ops.work_items as i
where
    i.job_id in (
        select m.job_id
        from bankagent.work_moves as m
        where m.team is not null
    )
    and not exists (
        select
        from ops.reviewer_authorities as a
        where a.state = 'in force' and a.role = i.team
    )
    and i.team is not null
group by i.team
order by i.team;

-- name: unlimited_reviewers
select a.reviewer
from ops.reviewer_authorities as a
where
    a.state = 'in force'
    and a.request_type is null
    and a.max_amount is null
    -- What people asked for lasts some hours or days, and has a second person.
    and a.kind is null
group by a.reviewer
order by a.reviewer;

-- name: break_glass_unreviewed
select k.ask_id, k.holder, k.review_due_at
from ops.authority_asks as k
where k.is_review_overdue
order by k.ask_id;

-- name: reference_in_force
select
    f.dataset,
    f.version,
    f.as_of,
    f.age,
    f.is_shipped,
    f.sha256 <> ops.reference_sha256(f.reference_version_id) as is_altered
from ops.reference_in_force as f
order by f.dataset;

-- name: reference_retired
-- Datasets that were in force once; a screening list that is gone is no fault.
select distinct v.dataset
from bankagent.reference_versions as v
where
    v.retired_at is not null
    and v.dataset not like 'screening:%%'
    and v.dataset not in (select f.dataset from ops.reference_in_force as f)
order by v.dataset;

-- name: calendars_that_end
select c.calendar, c.last_day
from bankagent.calendars as c
inner join ops.reference_in_force as f on f.reference_version_id = c.reference_version_id
where c.last_day < current_date + %(within)s::interval
order by c.calendar;

-- name: models_validated_long_ago
-- The embedded model is validated by each release, of which the version of the schema tells.
select m.provider, m.name, m.validated_on
from bankagent.models as m
where
    m.valid_to is null
    and m.provider <> 'embedded'
    and m.validated_on < current_date - 366
order by m.provider, m.name;

-- name: models_called_without_price
select distinct m.provider, m.name
from bankagent.models as m
inner join bankagent.model_call_starts as s
    on
        s.provider = m.provider
        and s.model = m.name
        and s.cost is null
        and s.started_at > now() - interval '30 days'
where m.valid_to is null and m.input_price is null
order by m.provider, m.name;
