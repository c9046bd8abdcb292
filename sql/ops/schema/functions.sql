create or replace function ops.signature_of(function oid)
returns table (arguments text, returns text)
language sql stable
-- PostgreSQL prints names of types and arguments, and defaults, as the session's settings ask for.
set search_path to pg_catalog, pg_temp
set quote_all_identifiers to off
set standard_conforming_strings to on
set intervalstyle to 'postgres'
as $$
    select pg_get_function_arguments(function), pg_get_function_result(function)
$$;

comment on function ops.signature_of(oid) is
'Arguments and result of a function, as ops.functions shows them in each session. Example: select '
'* from ops.signature_of(''ops.signature_of''::regproc).';

create or replace view ops.functions as
select
    concat_ws('.', n.nspname, p.proname) as function,
    s.arguments,
    s.returns,
    has_function_privilege(p.oid, 'execute') as you_may,
    obj_description(p.oid, 'pg_proc') as what_it_does
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
cross join lateral ops.signature_of(p.oid) as s
where n.nspname in ('bankagent', 'ops') and p.prorettype <> 'pg_catalog.trigger'::regtype
order by you_may desc, n.nspname asc, p.proname asc;

comment on view ops.functions is
'Functions of bankagent and ops, first those that your database user may call.';
comment on column ops.functions.function is 'Name of the function, with its schema.';
comment on column ops.functions.arguments is
'Arguments of the function; those with DEFAULT may be left out.';
comment on column ops.functions.returns is 'Type of the result.';
comment on column ops.functions.you_may is
'True where your database user may call it. Else: grant execute on function … to …';
comment on column ops.functions.what_it_does is 'Comment of the function.';
