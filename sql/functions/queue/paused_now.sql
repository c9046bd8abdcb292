create or replace function bankagent.is_paused(p_queue text, p_request_type text)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from pauses as p
        where p.resumed_at is null
            and (p.kind, p.name) in (('queue', p_queue), ('request_type', p_request_type))
    )
$$;

comment on function bankagent.is_paused(text, text) is
'Test whether an operator has paused this queue or this request type.';

create or replace function bankagent.paused_now(out queues text[], out types text[])
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    select
        array_agg(p.name) filter (where p.kind = 'queue'),
        array_agg(p.name) filter (where p.kind = 'request_type')
    into queues, types
    from pauses as p
    where p.resumed_at is null;

    if types is not null then
        queues := coalesce(queues, '{}') || array(
            select t.queue from request_types as t group by t.queue having every(t.name = any(types))
        );
        select array_agg(t.name) into types
        from request_types as t
        where t.name = any(types) and t.queue <> all(queues);
    end if;
end
$$;

comment on function bankagent.paused_now() is
'Queues from which nothing is claimed, and types left out of all other queues. A queue whose '
'types are all paused counts as paused. Null where there are none.';
