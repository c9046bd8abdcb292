create or replace function bankagent.own_call(
    p_job_id bigint, p_worker_id bigint, p_attempts integer, p_request_id bigint, p_call_id bigint
)
returns bankagent.model_call_starts
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    begun model_call_starts;
begin
    -- The lock keeps an end and a fault of one call from being written both.
    select s.* into begun
    from model_call_starts as s
    where s.id = p_call_id
        and s.job_id = p_job_id
        and s.worker_id = p_worker_id
        and s.attempt - 1 = p_attempts
        and s.request_id = p_request_id
    for no key update;
    if not found then
        raise exception 'call % was not begun by this attempt', coalesce(p_call_id::text, 'null')
            using errcode = 'BA404';
    end if;
    return begun;
end
$$;

comment on function bankagent.own_call(bigint, bigint, integer, bigint, bigint) is
'Lock a call that this attempt began; return it. BA404: another began it, or none did.';

create or replace function bankagent.end_model_call(
    p_job_id bigint,
    p_worker_id bigint,
    p_attempts integer,
    p_request_id bigint,
    p_call_id bigint,
    p_input_tokens bigint,
    p_output_tokens bigint,
    p_cached_tokens bigint default 0
)
returns table (disposition text, cost numeric)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    begun model_call_starts;
    listing models;
    money numeric;
begin
    if not coalesce(p_input_tokens between 0 and 100000000, false) then
        perform refuse_model_tokens('input_tokens');
    end if;
    if not coalesce(p_output_tokens between 0 and 100000000, false) then
        perform refuse_model_tokens('output_tokens');
    end if;
    if not coalesce(p_cached_tokens between 0 and p_input_tokens, false) then
        raise exception 'cached_tokens must be some of the input tokens' using
            errcode = 'BA422', column = 'cached_tokens', hint = 'must be some of the input tokens';
    end if;
    -- The attempt may have lost its job meanwhile: what was spent counts all the same.
    begun := own_call(p_job_id, p_worker_id, p_attempts, p_request_id, p_call_id);
    if exists (select from model_faults as f where f.call_id = p_call_id) then
        return query select 'again', null::numeric;
        return;
    end if;
    select m.* into strict listing from models as m where m.id = begun.listing_id;
    money := model_cost(listing, p_input_tokens, p_output_tokens, p_cached_tokens);
    insert into model_call_ends (call_id, input_tokens, output_tokens, cached_tokens, cost)
    values (p_call_id, p_input_tokens, p_output_tokens, p_cached_tokens, money)
    on conflict (call_id) do nothing;
    if found then
        return query select 'ended', money;
    else
        return query
        select 'again', e.cost from model_call_ends as e where e.call_id = p_call_id;
    end if;
end
$$;

comment on function bankagent.end_model_call(
    bigint, bigint, integer, bigint, bigint, bigint, bigint, bigint
) is
'End a call of a model with the tokens that its provider counted. The price is the listed one. '
'Returns ended or again, and the cost in USD, null without a price. An attempt that has lost its '
'job ends its call, too. Example: select * from bankagent.end_model_call(7, 2, 0, 5, 31, 1180, '
'412, 1024). BA404: the attempt did not begin this call. BA422: a number of tokens is wrong.';
