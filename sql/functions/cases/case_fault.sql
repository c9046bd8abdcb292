-- The state of one requirement is held against what people have said, and against today: the
-- evaluation may be days old.
create or replace function bankagent.requirement_fault(
    p_request bankagent.banking_requests, p_row jsonb, p_today text
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    state text := p_row ->> 'state';
    party text := coalesce(p_row ->> 'party', 'client');
    words text[];
begin
    if state in ('waived', 'deferred') then
        if not exists (
            select
            from requirement_waivers as w
            inner join waiver_confirmations as c on c.waiver_id = w.id
            where w.request_id = p_request.id
                and w.requirement = p_row ->> 'requirement'
                and w.party_id = party
                and w.kind = state
                and (w.until is null or to_char(w.until, 'YYYY-MM-DD') >= p_today)
        ) then
            return state || ' without a second person, or past its last day';
        end if;
        return null;
    end if;
    if (p_row -> 'must') = 'false' then
        return null;
    end if;
    if state is distinct from 'met' then
        return coalesce(state, 'without a state');
    end if;
    if p_row ->> 'until' < p_today collate "C" then
        return 'expired since its evaluation';
    end if;
    select array_agg(v.verdict order by v.id) into words
    from jsonb_path_query(
        p_request.payload, '$.documents[*] ? (@.document_id == $id).sha256',
        jsonb_build_object('id', p_row -> 'document')
    ) as file (sha256)
    inner join document_verdicts as v
        on v.request_id = p_request.id and v.sha256 = file.sha256 #>> '{}';
    if 'reject' = any(words) or words[array_upper(words, 1)] = 'ask_again' then
        return 'refused';
    end if;
    return null;
end
$$;

comment on function bankagent.requirement_fault(bankagent.banking_requests, jsonb, text) is
'Fault of one requirement of a case; null where it keeps no approval back. p_row is as the '
'evaluation records it, p_today the day as YYYY-MM-DD.';

create or replace function bankagent.case_fault(
    p_request_id bigint, p_job_id bigint, p_attempt integer
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    today text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD');
    request banking_requests;
    evaluation evaluations;
    wrong record;
begin
    select r.* into request from banking_requests as r where r.id = p_request_id;
    select e.* into evaluation
    from evaluations as e
    where e.request_id = p_request_id
    order by e.job_id desc, e.attempt desc
    limit 1;
    if (evaluation.job_id, evaluation.attempt, request.job_id)
        is distinct from (p_job_id, p_attempt, p_job_id)
    then
        return 'the decision does not rest on its last evaluation';
    end if;
    -- A hit makes the outcome escalate; the rule that asks for two people has fired all the same.
    if evaluation.outcome = 'dual_control'
        or evaluation.fired @> '[{"outcome": "dual_control"}]'
    then
        return 'two people must approve it, one of them of the role compliance, and approvals by two '
            'cannot be given yet; it can be rejected or sent back';
    end if;
    if jsonb_typeof(evaluation.known #> '{case,requirements}') is distinct from 'array' then
        return 'its evaluation says nothing about requirements';
    end if;
    select
        r.value ->> 'requirement' as requirement,
        coalesce(r.value ->> 'party', 'client') as party,
        requirement_fault(request, r.value, today) as fault
    into wrong
    from jsonb_array_elements(evaluation.known #> '{case,requirements}')
    with ordinality as r (value, n)
    where requirement_fault(request, r.value, today) is not null
    order by r.n
    limit 1;
    if found then
        return format('%s of %s is %s', wrong.requirement, wrong.party, wrong.fault);
    end if;
    return null;
end
$$;

comment on function bankagent.case_fault(bigint, bigint, integer) is
'Fault for which a case cannot be approved, as a clause; null if it can be. It rests on its last '
'evaluation. A must is open, a waiver lacks its second person or is past its last day, or two '
'people must approve it.';
