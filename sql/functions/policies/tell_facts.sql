create or replace function bankagent.tell_facts(p_worker_id bigint, p_facts text[])
returns void
language sql security definer
set search_path to bankagent, pg_temp
set synchronous_commit to off
as $$
    insert into worker_facts as w (worker_id, facts)
    values (p_worker_id, p_facts)
    on conflict (worker_id) do update
        set facts = excluded.facts, told_at = excluded.told_at
    where w.facts <> excluded.facts
$$;

comment on function bankagent.tell_facts(bigint, text[]) is
'Tell which facts a worker finds, and which types it has. A type is told as type:<name>. Workers '
'call it with each heartbeat, since a row may have been pruned; told already, it writes nothing.';
