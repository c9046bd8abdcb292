create or replace function bankagent.not_claimed(
    p_unknown text[], out queues text[], out types text[]
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    select p.queues, p.types || p_unknown into queues, types from paused_now() as p;
    queues := coalesce(queues, '{}') || array(
        select t.queue from request_types as t group by t.queue having every(t.name = any(types))
    );
    select array_agg(t.name) into types
    from request_types as t
    where t.name = any(types) and t.queue <> all(queues);
end
$$;

comment on function bankagent.not_claimed(text[]) is
'Queues and types from which a worker claims nothing. They are paused, or unknown to it. Where '
'all types of a queue are among them, the queue is. Null where there are none.';
