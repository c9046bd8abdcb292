create or replace function bankagent.demanded_stages(
    p_request_type text,
    p_outcome text,
    p_used tstzmultirange default '{}',
    out stages jsonb,
    out version_id bigint
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    one approval_demands;
    due timestamptz := now();
    expires timestamptz := now();
    its_due timestamptz;
    its_end timestamptz;
    -- Business minutes that are gone already, of the first stages first, by the first one's calendar.
    gone numeric;
    gone_of_end numeric;
begin
    select v.id into version_id
    from reference_versions as v
    where v.dataset = 'approval_demands' and v.activated_at is not null and v.retired_at is null;
    stages := '[]';
    -- The rows of the type, else those of any type, else the strictest that are known.
    for one in
        select d.*
        from approval_demands as d
        where d.reference_version_id = version_id
            and (d.request_type, d.outcome) = (
                select x.request_type, x.outcome
                from approval_demands as x
                where x.reference_version_id = version_id
                    and x.request_type in (p_request_type, 'any')
                    and x.outcome in (p_outcome, 'escalate')
                order by x.outcome = p_outcome desc, x.request_type = 'any'
                limit 1
            )
        order by d.stage
    loop
        its_due := null;
        its_end := null;
        if one.due_minutes is not null then
            gone := coalesce(gone, used_minutes(one, p_used));
            gone_of_end := coalesce(gone_of_end, gone);
            its_due := demanded_time(one, due, one.due_minutes - gone);
            -- At least an hour, where there was one: an answer is there to be read.
            its_end := demanded_time(one, expires, greatest(
                2 * one.due_minutes - gone_of_end, least(2 * one.due_minutes, 60)
            ));
            -- After a time that a calendar does not know, no later one is known: else a stage would
            -- expire before it is due, which its constraint refuses to the whole batch.
            its_end := case when its_due is not null then its_end end;
            due := its_due;
            expires := its_end;
            gone := greatest(gone - one.due_minutes, 0);
            gone_of_end := greatest(gone_of_end - 2 * one.due_minutes, 0);
        end if;
        stages := stages || jsonb_build_object(
            'stage', 1 + jsonb_array_length(stages),
            'role', nullif(one.role, 'any'),
            'votes', one.votes,
            'due_at', its_due,
            'expires_at', its_end
        );
    end loop;
    -- None in force, or none that fits: two people of any role, never one.
    if stages = '[]' then
        stages := '[{"stage": 1, "votes": 1}, {"stage": 2, "votes": 1}]';
    end if;
end
$$;

comment on function bankagent.demanded_stages(text, text, tstzmultirange) is
'Stages that an approval is to have, as JSON, with the version of the demands. Those of the type '
'and the outcome, else of any type, else of escalate; two of any role where there are none. Spans '
'of p_used count as gone: the business minutes in them are taken from the times. '
'settle_jobs asks for them once for each type and outcome of a batch.';

create or replace function bankagent.demanded_time(
    p_demand bankagent.approval_demands, p_after timestamptz, p_minutes numeric
)
returns timestamptz
language sql stable
set search_path to bankagent, pg_temp
return ops.business_time_after(
    p_after, greatest(ceil(p_minutes), 0)::integer, string_to_array(p_demand.calendars, ' '),
    p_demand.zone, p_demand.opens, p_demand.closes
);

comment on function bankagent.demanded_time(
    bankagent.approval_demands, timestamptz, numeric
) is
'Time when so many business minutes of a demand have gone by. Null where a calendar is not known.';

create or replace function bankagent.used_minutes(
    p_demand bankagent.approval_demands, p_used tstzmultirange
)
returns numeric
language sql stable
set search_path to bankagent, pg_temp
return case
    when isempty(p_used) then 0
    else ops.business_minutes(
        p_used, string_to_array(p_demand.calendars, ' '),
        p_demand.zone, p_demand.opens, p_demand.closes
    )
end;

comment on function bankagent.used_minutes(
    bankagent.approval_demands, tstzmultirange
) is
'Business minutes of a demand within spans of time; 0 where there are no spans.';

create or replace function bankagent.exposure_of(
    p_request_type text, p_payload jsonb, p_facts jsonb, out amount numeric, out currency text
)
language sql immutable parallel safe
as $$
    -- From the facts, which a worker finds and which are evidence. They are believed as far as the
    -- payload does not contradict them; what is not clear is within no limit.
    select
        case when known.amount is not null and known.currency is not null then known.amount end,
        case when known.amount is not null then known.currency end
    from (
        select
            case
                when p_request_type = 'trade_exception' then case
                    when p_facts ->> 'exposure_usd_known' = 'yes'
                        and pg_catalog.jsonb_typeof(p_facts -> 'exposure_usd') = 'number'
                        then pg_catalog.abs((p_facts ->> 'exposure_usd')::numeric)
                end
                -- The sign says a direction, of a short sale for example; 0 says nothing.
                when pg_catalog.jsonb_typeof(p_facts -> 'notional') = 'number'
                    and (
                        pg_catalog.jsonb_typeof(p_payload -> 'notional') is distinct from 'number'
                        or p_payload -> 'notional' = p_facts -> 'notional'
                    )
                    then nullif(pg_catalog.abs((p_facts ->> 'notional')::numeric), 0)
            end as amount,
            case
                when p_request_type = 'trade_exception' then 'USD'
                when p_facts ->> 'currency' ~ '^[A-Z]{3}$' then p_facts ->> 'currency'
            end as currency
    ) as known
$$;

comment on function bankagent.exposure_of(text, jsonb, jsonb) is
'Exposure of a request by its facts. It is exposure_usd of a trade exception, else notional '
'without its sign, with its currency. Null where the facts do not give it, where it is 0, and '
'where the payload has another notional; then only an authority without a limit covers it.';

create or replace function bankagent.has_exposure(p_request_type text)
returns boolean
language sql immutable parallel safe
-- A test compares them with the facts of the types. Of a bank's own types the facts are in its
-- package alone: a limit of them is granted, and covers what has a notional.
return p_request_type not in ('client_onboarding', 'research_question', 'trade_capture');

comment on function bankagent.has_exposure(text) is
'Test of a request type: false where no request of it has an exposure. Then no limit ever covers '
'one, as of onboarding. See exposure_of.';
