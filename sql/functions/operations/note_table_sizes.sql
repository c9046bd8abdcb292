create or replace function bankagent.note_table_sizes()
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    today date := (now() at time zone 'UTC')::date;
begin
    if exists (select from table_size_history where taken_on = today) then
        return false;
    end if;
    insert into table_size_history (taken_on, table_name, total_bytes)
    select
        today,
        concat_ws('.', n.nspname, c.relname),
        pg_total_relation_size(c.oid)
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('bankagent', 'procrastinate')
    on conflict do nothing;
    delete from table_size_history where taken_on < today - 400;
    return true;
end
$$;

comment on function bankagent.note_table_sizes() is
'Note the size of each table in table_size_history; false where done today. Keeps 400 days. Run '
'by one worker.';
