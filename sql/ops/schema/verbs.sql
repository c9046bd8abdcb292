create or replace view ops.verbs as
select
    concat_ws('.', n.nspname, p.proname) as verb,
    pg_get_function_arguments(p.oid) as arguments,
    pg_get_function_result(p.oid) as returns,
    has_function_privilege(p.oid, 'execute') as you_may,
    obj_description(p.oid, 'pg_proc') as what_it_does
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('bankagent', 'ops') and p.prorettype <> 'trigger'::regtype
order by you_may desc, n.nspname asc, p.proname asc;

comment on view ops.verbs is
'All functions of bankagent and ops with their arguments and what they do, first those that you '
'may call.';
comment on column ops.verbs.verb is 'The function.';
comment on column ops.verbs.arguments is 'Its arguments; those with DEFAULT may be left out.';
comment on column ops.verbs.returns is 'What it returns.';
comment on column ops.verbs.you_may is
'Whether your database user may call it; else: grant execute on function … to …';
comment on column ops.verbs.what_it_does is 'Its comment.';
