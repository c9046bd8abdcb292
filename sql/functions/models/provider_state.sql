create or replace function bankagent.provider_state(p_provider text)
returns table (paused_until timestamptz, kind text, faults_in_row bigint)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    lifted timestamptz;
    answered timestamptz;
begin
    select l.lifted_at into lifted
    from model_pause_lifts as l
    where l.provider = p_provider
    order by l.lifted_at desc
    limit 1;
    lifted := coalesce(lifted, '-infinity');
    -- Faults of the last day: no pause lasts longer.
    if not exists (
        select from model_faults as f
        where f.provider = p_provider and f.noted_at > clock_timestamp() - interval '1 day 1 minute'
    ) then
        return query select null::timestamptz, null::text, 0::bigint;
        return;
    end if;
    -- From the latest call back: an outage is walked through once, up to the last answer.
    select s.started_at into answered
    from model_call_starts as s
    where s.provider = p_provider
        and s.started_at > clock_timestamp() - interval '15 minutes'
        and exists (select from model_call_ends as e where e.call_id = s.id)
    order by s.started_at desc
    limit 1;
    return query
    select p.paused_until, p.kind, (
        select count(*)
        from model_faults as f
        inner join model_call_starts as s on s.id = f.call_id
        where f.provider = p_provider
            and f.kind <> 'rejected'
            and f.noted_at > greatest(lifted, clock_timestamp() - interval '15 minutes')
            and s.started_at > coalesce(answered, '-infinity')
    )
    from (select) as always
    left join lateral (
        select f.paused_until, f.kind
        from model_faults as f
        where f.provider = p_provider and f.paused_until is not null and f.noted_at > lifted
        order by f.paused_until desc
        limit 1
    ) as p on true;
end
$$;

comment on function bankagent.provider_state(text) is
'State of a provider: its latest pause, and its failed calls in a row. Faults of the last 15 '
'minutes count, after the last answer and the last end of a pause by an operator.';

create or replace function bankagent.lift_model_pause(p_provider text)
returns timestamptz
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(null);
    paused_until timestamptz;
begin
    select s.paused_until into paused_until
    from provider_state(p_provider) as s
    where s.paused_until > clock_timestamp();
    if not found then
        raise exception 'calls of this provider are not paused (see ops.model_pauses)'
            using errcode = 'BA409';
    end if;
    insert into model_pause_lifts (provider, lifted_by) values (p_provider, by_whom);
    return paused_until;
end
$$;

comment on function bankagent.lift_model_pause(text) is
'End the pause of a provider that its faults began; return the end that it had. Example: select '
'bankagent.lift_model_pause(''openai''). BA409: its calls are not paused.';
