create or replace function bankagent.model_cost(
    p_listing bankagent.models, p_input bigint, p_output bigint, p_cached bigint
)
returns numeric
language sql immutable
return (
    (p_input - p_cached) * p_listing.input_price
    + p_cached * coalesce(p_listing.cached_price, p_listing.input_price)
    + p_output * p_listing.output_price
) / 1000000;

comment on function bankagent.model_cost(bankagent.models, bigint, bigint, bigint) is
'Cost of a call by the listed price, in USD. Null without a price.';

create or replace function bankagent.refuse_model_tokens(p_field text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% must be a whole number from 0 to 100000000', p_field using
        errcode = 'BA422', column = p_field, hint = 'must be a whole number from 0 to 100000000';
end
$$;

comment on function bankagent.refuse_model_tokens(text) is
'Refuse a number of tokens. BA422: always.';

create or replace function bankagent.lock_model_calls(p_name text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    insert into model_locks as l (name, calls) values (p_name, 1)
    on conflict (name) do update set calls = l.calls + 1;
end
$$;

comment on function bankagent.lock_model_calls(text) is
'Lock the calls of a client or provider until the end of the transaction. 40001: calls were '
'counted since the snapshot of a repeatable read or serializable transaction, which begins again.';

create or replace function bankagent.client_turn(p_client_id text, p_job_id bigint)
returns timestamptz
language sql volatile
set search_path to bankagent, procrastinate, pg_temp
as $$
    select clock_timestamp() + make_interval(secs => 2 + count(*) / 10.0)
    from (
        select
        from procrastinate_jobs as j
        inner join put_offs as p on p.job_id = j.id
        inner join banking_requests as r on r.id = p.request_id
        where j.queue_name = (select o.queue_name from procrastinate_jobs as o where o.id = p_job_id)
            and j.status = 'todo'
            and j.scheduled_at > clock_timestamp()
            and p.reason like 'client\_in\_hand%'
            and r.client_id = p_client_id
        -- Ten minutes.
        limit 6000
    ) as waiting
$$;

comment on function bankagent.client_turn(text, bigint) is
'Time at which a client''s job tries again whether it may begin a call. Two seconds from now, and '
'a tenth more for each of its jobs that waits so: due jobs are claimed first, and a backlog that '
'comes back every two seconds would keep all slots from other clients.';

create or replace function bankagent.put_off_backlog(
    p_client_id text, p_job_id bigint, p_request_id bigint, p_from timestamptz, p_reason text
)
returns void
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
begin
    with newer as (
        select r.id, r.job_id
        from banking_requests as r
        where r.client_id = p_client_id and r.id > p_request_id
        order by r.id
        limit 200
    ),

    waiting as (
        select j.id, newer.id as request_id, row_number() over (order by j.id) as place
        from newer
        inner join procrastinate_jobs as j on j.id = newer.job_id
        where j.queue_name = (select o.queue_name from procrastinate_jobs as o where o.id = p_job_id)
            and j.status = 'todo'
            and j.scheduled_at is null
    ),

    held as (
        select j.id
        from procrastinate_jobs as j
        where j.id in (select w.id from waiting as w)
            and j.status = 'todo'
            and j.scheduled_at is null
        order by j.id
        for no key update of j skip locked
    ),

    moved as (
        update procrastinate_jobs as j
        set scheduled_at = p_from + make_interval(secs => w.place / 10.0)
        from held
        inner join waiting as w on w.id = held.id
        where j.id = held.id
        returning j.id, w.request_id, j.scheduled_at
    )

    insert into put_offs (job_id, request_id, until, reason)
    select moved.id, moved.request_id, moved.scheduled_at, p_reason
    from moved
    on conflict (job_id) do nothing;
end
$$;

comment on function bankagent.put_off_backlog(text, bigint, bigint, timestamptz, text) is
'Put off the next jobs of a client as well. Each would be claimed only to be put off. Of its '
'200 newer requests those whose job is new, a tenth of a second apart.';

create or replace function bankagent.model_call_fault(
    p_provider text, p_model text, p_client_id text, p_job_id bigint
)
returns table (disposition text, until timestamptz, reason text)
language plpgsql stable
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    listing models;
    state record;
    in_hand numeric := (model_limit_for('client_in_hand', p_client_id)).requests;
begin
    select m.* into listing
    from models as m
    where m.provider = p_provider and m.name = p_model
    order by m.valid_to desc nulls first, m.id desc
    limit 1;
    if listing.id is null or listing.valid_to is not null or listing.validated_on is null then
        return query select 'refused', null::timestamptz, case
            when listing.id is null then 'model_unlisted'
            when listing.valid_to is not null then 'model_retired'
            else 'model_not_validated'
        end;
        return;
    end if;
    select s.* into state from provider_state(p_provider) as s;
    if state.paused_until > clock_timestamp() then
        return query select 'put_off', state.paused_until, 'provider_paused';
        return;
    end if;
    -- After a pause by the circuit breaker one call tries, and all others wait for its end.
    if state.faults_in_row >= 3 and exists (
        select from ops.model_call_use as u
        where u.provider = p_provider
            and u.state = 'open'
            and u.started_at > greatest(
                state.paused_until, clock_timestamp() - make_interval(mins => 2)
            )
    ) then
        return query
        select 'put_off', clock_timestamp() + make_interval(secs => 5), 'provider_probed';
        return;
    end if;
    if in_hand is not null and in_hand <= (
        select count(*)
        from procrastinate_jobs as j
        where j.status = 'doing'
            and j.worker_id is not null
            and j.id <> p_job_id
            and exists (
                select from model_call_starts as s
                where s.job_id = j.id
                    and s.attempt = j.attempts + 1
                    and s.client_id = p_client_id
            )
    ) then
        return query select 'put_off', client_turn(p_client_id, p_job_id), 'client_in_hand';
    end if;
end
$$;

comment on function bankagent.model_call_fault(text, text, text, bigint) is
'First fault of a call that is about to begin. It is of the listing, the provider, or the '
'client''s turn. The row has what follows, until when, and the reason; no row where there is none.';

create or replace function bankagent.begin_model_call(
    p_job_id bigint,
    p_worker_id bigint,
    p_attempts integer,
    p_request_id bigint,
    p_provider text,
    p_model text,
    p_input_tokens bigint,
    p_output_tokens bigint
)
returns table (disposition text, call_id bigint, until timestamptz, reason text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    client text;
    listing models;
    fault record;
    money numeric;
    begun bigint;
begin
    if not coalesce(p_input_tokens between 0 and 100000000, false) then
        perform refuse_model_tokens('input_tokens');
    end if;
    if not coalesce(p_output_tokens between 0 and 100000000, false) then
        perform refuse_model_tokens('output_tokens');
    end if;
    if not lock_fence(p_job_id, p_worker_id, p_attempts, p_request_id) then
        return query select 'lost', null::bigint, null::timestamptz, 'fence_lost';
        return;
    end if;
    select r.client_id into client from banking_requests as r where r.id = p_request_id;
    -- After job and request: the client first, then the provider.
    perform lock_model_calls('client ' || client);
    perform lock_model_calls('provider ' || m.provider)
    from models as m
    where m.provider = p_provider
    limit 1;

    select f.* into fault from model_call_fault(p_provider, p_model, client, p_job_id) as f;
    if not found then
        select m.* into listing
        from models as m
        where m.provider = p_provider and m.name = p_model and m.valid_to is null;
        money := model_cost(listing, p_input_tokens, p_output_tokens, 0);
        select f.* into fault
        from budget_fault(
            p_request_id, client, p_provider, p_input_tokens + p_output_tokens, money
        ) as f;
    end if;
    if found then
        -- Those behind a job that was put off before were put off with it.
        if fault.reason = 'client_in_hand'
            and not exists (select from put_offs as p where p.job_id = p_job_id)
        then
            perform put_off_backlog(
                client, p_job_id, p_request_id, fault.until,
                format('client_in_hand (%s:%s)', p_provider, p_model)
            );
        end if;
        return query select fault.disposition, null::bigint, fault.until, fault.reason;
        return;
    end if;

    insert into model_call_starts as s (
        request_id, job_id, attempt, worker_id, client_id, listing_id, provider, model,
        input_tokens, output_tokens, cost
    )
    values (
        p_request_id, p_job_id, p_attempts + 1, p_worker_id, client, listing.id, p_provider,
        p_model, p_input_tokens, p_output_tokens, money
    )
    returning s.id into begun;
    return query select 'begun', begun, null::timestamptz, null::text;
end
$$;

comment on function bankagent.begin_model_call(
    bigint, bigint, integer, bigint, text, text, bigint, bigint
) is
'Begin a call of a model, and reserve its tokens. Checks the fence, the listing and every limit. '
'p_input_tokens is an estimate, p_output_tokens the most that is asked for. Returns begun with '
'the number of the call; put_off with a time; refused, or lost, each with a reason. Example: '
'select * from bankagent.begin_model_call(7, 2, 0, 5, ''openai'', ''gpt-5-mini'', 1200, 800). '
'BA422: a number of tokens is wrong.';
