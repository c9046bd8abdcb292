create or replace function ops.exception_comparison(p_exception_id bigint)
returns table (request_id bigint, comparison jsonb)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        r.id, (e.known -> 'comparison') || jsonb_build_object('pair', ops.pair_of(r.payload))
    from bankagent.exception_moves as m
    inner join bankagent.banking_requests as r on r.id = m.by_request
    inner join bankagent.evaluations as e on e.request_id = r.id
    where m.exception_id = p_exception_id and m.action in ('opened', 'changed')
    order by m.id desc, e.job_id desc, e.attempt desc
    limit 1
$$;

comment on function ops.exception_comparison(bigint) is
'Comparison that an exception shows, with its request. It is that which opened it, or the last one '
'that changed it. Example: select * from ops.exception_comparison(3).';
