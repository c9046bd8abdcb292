create or replace function ops.schema_now()
returns table (kind text, name text, sha256 text)
language sql stable
set search_path to pg_catalog, pg_temp
-- Each changes how PostgreSQL prints names and constants of a definition: without them a session of
-- other settings finds objects changed by hand.
set quote_all_identifiers to off
set standard_conforming_strings to on
set datestyle to 'ISO, MDY'
set intervalstyle to 'postgres'
set timezone to 'UTC'
set extra_float_digits to 1
set bytea_output to 'hex'
as $$
    with described as (
        select
            'function' as kind,
            p.oid::regprocedure::text as name,
            concat_ws(
                '|', p.prosrc, pg_get_function_sqlbody(p.oid), p.prosecdef, p.provolatile,
                p.proconfig::text
            ) as body
        from pg_proc as p
        where p.pronamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace)
        union all
        select
            case c.relkind when 'v' then 'view' else 'table' end,
            c.oid::regclass::text,
            string_agg(
                concat_ws(
                    ' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                    pg_get_expr(d.adbin, d.adrelid)
                ), ', ' order by a.attnum
            ) || case c.relkind when 'v' then pg_get_viewdef(c.oid, true) else '' end
        from pg_class as c
        inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relkind in ('r', 'v')
            and c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace)
        group by c.relkind, c.oid
        union all
        select
            'index', i.indexrelid::regclass::text,
            concat_ws('|', pg_get_indexdef(i.indexrelid), i.indisvalid)
        from pg_index as i
        inner join pg_class as c on c.oid = i.indrelid
        where c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
        union all
        select
            'constraint', concat(c.conrelid::regclass, '.', c.conname),
            -- Pretty, as views and triggers are too: a restore folds nested ANDs and ORs, which only
            -- brackets show.
            pg_get_constraintdef(c.oid, true)
        from pg_constraint as c
        where c.connamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
            and c.contype <> 'n'
        union all
        select
            'trigger', concat(t.tgrelid::regclass, '.', t.tgname),
            concat_ws('|', pg_get_triggerdef(t.oid, true), t.tgenabled)
        from pg_trigger as t
        inner join pg_class as c on c.oid = t.tgrelid
        where not t.tgisinternal
            and c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
    )

    select kind, name, encode(sha256(convert_to(body, 'UTF8')), 'hex') from described
$$;

comment on function ops.schema_now() is
'Objects of the three schemas, each with a digest of its present definition. Example: select * '
'from ops.schema_now() where kind = ''view''. ops.schema_drift compares them with the installed '
'ones.';

create or replace view ops.schema_drift as
select
    coalesce(live.kind, kept.kind) as kind,
    coalesce(live.name, kept.name) as name,
    case
        when kept.name is null then 'added by hand'
        when live.name is null then 'missing'
        else 'changed by hand'
    end as drift,
    case
        when kept.name is null then 'added'
        when live.name is null then 'missing'
        else 'changed'
    end as code
from ops.schema_now() as live
full join bankagent.schema_objects as kept on kept.kind = live.kind and kept.name = live.name
where live.sha256 is distinct from kept.sha256;

comment on view ops.schema_drift is
'Objects that were changed by hand, or differ from the code since their install. Empty when all is '
'as it should be; bankagent migrate puts functions, views, triggers and indexes right again, and '
'sql/schema.sql shows how the code has the others.';
comment on column ops.schema_drift.kind is
'Kind of object: function, table, view, index, constraint or trigger.';
comment on column ops.schema_drift.name is 'Name of the object, with its schema.';
comment on column ops.schema_drift.drift is
'Change in words: added by hand, missing, or changed by hand.';
comment on column ops.schema_drift.code is 'Change for programs: added, missing or changed.';
