create or replace function bankagent.caused_by_vote(
    request bankagent.banking_requests, p_causes jsonb, p_decision text
)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    named jsonb;
begin
    if p_causes -> p_decision is null then
        return null;
    end if;
    if p_decision = 'approved' then
        perform check_next_version(request, p_causes #> '{approved,trade}');
    end if;
    named := named_follow_ups(p_causes, p_decision, 1 + coalesce(
        (select f.depth from follow_up_requests as f where f.request_id = request.id), 0
    ));
    return nullif(named, '{}') || jsonb_build_object('request_id', request.id);
end
$$;

comment on function bankagent.caused_by_vote(bankagent.banking_requests, jsonb, text) is
'Item of what the decision of people causes, with its numbers. submit_follow_ups and store_trades '
'take it. Null where nothing follows. BA409: the trade has changed meanwhile.';

create or replace function bankagent.check_next_version(
    request bankagent.banking_requests, p_trade jsonb
)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    given record;
    latest trades;
begin
    if jsonb_typeof(p_trade) is distinct from 'object' then
        return;
    end if;
    perform lock_trades(jsonb_build_array(jsonb_build_object('trade', p_trade)));
    select t.* into given
    from jsonb_to_record(p_trade) as t (
        number bigint, version integer, uti text, source text, record_number text
    );
    -- The latest version of that trade, or of another one that has its record or its UTI.
    select t.* into latest
    from trades as t
    where t.maker = request.maker and (
        t.number = given.number
        or t.uti = given.uti
        or (t.source, t.record_number) = (given.source, given.record_number)
    )
    order by t.number is distinct from given.number desc, t.version desc
    limit 1;
    if (given.number, given.version - 1) is distinct from (latest.number, coalesce(latest.version, 0))
        or latest.action = 'cancel'
    then
        raise exception 'request % would store version % of a trade that request % has changed '
            'meanwhile: vote needs_info, so that its caller sends it again and it is compared anew, '
            'or reject it', request.id, given.version, coalesce(latest.request_id::text, '(none)')
            using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.check_next_version(bankagent.banking_requests, jsonb) is
'Refuse a version of a trade that does not follow the latest one. BA409: another request has '
'stored a version since, or a trade of its record or its UTI.';
