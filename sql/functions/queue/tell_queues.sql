create or replace function bankagent.tell_queues(
    p_worker_id bigint, p_queues text[], p_listens boolean
)
returns text[]
language plpgsql security definer
set search_path to bankagent, pg_temp
set synchronous_commit to off
as $$
begin
    update worker_processes as w
    set queues = p_queues, listens = p_listens
    where w.worker_id = p_worker_id
        and (w.queues, w.listens) is distinct from (p_queues, p_listens);
    return array(
        select q.name
        from unnest(p_queues) as q (name)
        where not exists (select from request_types as t where t.queue = q.name)
        order by q.name
    );
end
$$;

comment on function bankagent.tell_queues(bigint, text[], boolean) is
'Tell which queues a worker serves, and whether it listens for notifications. Null queues are '
'all. Workers call it with each heartbeat; told already, it writes nothing. Returns those of the '
'queues that no request type has: from these nothing will come.';
