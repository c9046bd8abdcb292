create or replace view ops.functions as
select
    concat_ws('.', n.nspname, p.proname) as function,
    pg_get_function_arguments(p.oid) as arguments,
    pg_get_function_result(p.oid) as returns,
    has_function_privilege(p.oid, 'execute') as you_may,
    obj_description(p.oid, 'pg_proc') as what_it_does
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('bankagent', 'ops') and p.prorettype <> 'trigger'::regtype
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
