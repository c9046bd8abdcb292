"""A schema `trap` with what a search path could find before ours, and before PostgreSQL's own."""

TRAPS = """
create schema if not exists trap;
grant usage, create on schema trap to public;
do $traps$
declare
    ours record;
begin
    -- Tables and views of our names, with no column that anybody expects.
    for ours in
        select distinct c.relname::text as name
        from pg_catalog.pg_class as c
        where
            c.relnamespace in (
                'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
            )
            and c.relkind in ('r', 'v')
    loop
        execute format('create table if not exists trap.%I (trapped text)', ours.name);
    end loop;
    -- Functions of our names and arguments, and of those of PostgreSQL that statements call.
    for ours in
        select distinct
            p.proname::text as name,
            pg_get_function_identity_arguments(p.oid) as arguments,
            case when p.proretset then 'setof ' else '' end
            || format_type(p.prorettype, null) as type
        from pg_catalog.pg_proc as p
        where
            p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
            and not exists (
                select from unnest(coalesce(p.proargmodes, '{}')) as m (mode) where m.mode <> 'i'
            )
            and (
                p.pronamespace in (
                    'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
                )
                or p.oid in (
                    'now()'::regprocedure,
                    'clock_timestamp()'::regprocedure,
                    'current_setting(text)'::regprocedure,
                    'to_regclass(text)'::regprocedure,
                    'pg_backend_pid()'::regprocedure,
                    'pg_has_role(oid, text)'::regprocedure,
                    'pg_try_advisory_lock(bigint)'::regprocedure,
                    'pg_try_advisory_lock(integer, integer)'::regprocedure,
                    'sha256(bytea)'::regprocedure,
                    'convert_to(text, name)'::regprocedure,
                    'jsonb_array_length(jsonb)'::regprocedure,
                    'jsonb_typeof(jsonb)'::regprocedure,
                    'length(text)'::regprocedure,
                    'lower(text)'::regprocedure,
                    'texteq(text, text)'::regprocedure,
                    'int8eq(bigint, bigint)'::regprocedure,
                    'int8lt(bigint, bigint)'::regprocedure
                )
            )
    loop
        execute format(
            'create or replace function trap.%I(%s) returns %s language plpgsql stable as '
            '$trap$ begin raise exception ''trapped: %s''; end $trap$',
            ours.name, ours.arguments, ours.type, ours.name
        );
    end loop;
    if to_regoperator('trap.=(text, text)') is null then
        create operator trap.= (leftarg = text, rightarg = text, function = trap.texteq);
        create operator trap.= (leftarg = bigint, rightarg = bigint, function = trap.int8eq);
        create operator trap.< (leftarg = bigint, rightarg = bigint, function = trap.int8lt);
    end if;
end
$traps$;
"""
