-- What the evaluation leaves out: a must that the dataset has for this client.
create or replace function bankagent.left_out_fault(
    p_payload jsonb, p_requirements jsonb, p_version integer
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select format('%s of %s is not in its evaluation', d.requirement, coalesce(d.party_id, d.whose))
    from case_demands(p_payload, p_version) as d
    where not exists (
        select
        from jsonb_array_elements(p_requirements) as r (value)
        where r.value -> 'must' = 'true'
            and (
                (
                    r.value ->> 'requirement' = d.requirement
                    and r.value ->> 'whose' = d.whose
                    and (
                        coalesce(r.value ->> 'party', 'client') = coalesce(d.party_id, 'client')
                        or (d.whose = 'beneficial_owner' and d.party_id is null)
                    )
                )
                -- No owner is named at all: that is a must of its own.
                or (
                    d.whose = 'beneficial_owner'
                    and d.party_id is null
                    and r.value ->> 'requirement' = 'beneficial_owner'
                )
            )
    )
    order by d.requirement collate "C", d.party_id collate "C"
    limit 1
$$;

comment on function bankagent.left_out_fault(jsonb, jsonb, integer) is
'Must that the evaluation of a case leaves out. It is a clause; null where all are named.';

-- Also in another case, after the evaluation of this one.
create or replace function bankagent.is_confirmed(
    p_dataset text, p_entry_id text, p_party_sha256 text, p_entry_sha256 text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select j.verdict = 'confirmed'
    from screening_judgements as j
    where j.party_sha256 = p_party_sha256
        and j.dataset = p_dataset
        and j.entry_id = p_entry_id
        and j.entry_sha256 = p_entry_sha256
    order by j.id desc
    limit 1
$$;

comment on function bankagent.is_confirmed(text, text, text, text) is
'Test of a match: true where its last judgement confirms it. It is named by its digests.';

create or replace function bankagent.open_case_fault(
    p_request_id bigint, p_job_id bigint, p_attempt integer
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    today date := (clock_timestamp() at time zone 'UTC')::date;
    request banking_requests;
    evaluation evaluations;
    found_case jsonb;
    version_named integer;
    party text;
    fault text;
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
    if evaluation.policy_key is distinct from (
        select t.policy_key from request_types as t where t.name = request.request_type
    ) then
        return 'its evaluation is by the policy of another type';
    end if;
    found_case := evaluation.known -> 'case';
    -- Under a stop, what a rule rejects goes to people.
    if found_case #>> '{rating,rating}' = 'prohibited'
        or evaluation.fired @> '[{"outcome": "reject"}]'
    then
        return 'a rule rejects it, or its rating is prohibited; it can be rejected';
    end if;
    select s.value ->> 'party' into party
    from jsonb_path_query(found_case, '$.screenings[*]') as s (value)
    cross join jsonb_path_query(s.value, '$.hits[*]') as h (value)
    where h.value ->> 'word' in ('strong', 'confirmed')
        or is_confirmed(
            h.value ->> 'list', h.value ->> 'entry_id', s.value ->> 'party_sha256',
            h.value ->> 'entry_sha256'
        )
    limit 1;
    if found then
        return format(
            'a match of %s with a screening list is confirmed or not judged; it can be judged as cleared, '
            'or rejected', party
        );
    end if;
    if jsonb_typeof(found_case -> 'requirements') is distinct from 'array' then
        return 'its evaluation says nothing about requirements';
    end if;
    select v.version into version_named
    from reference_versions as v
    where v.dataset = 'document_requirements'
        and v.activated_at <= evaluation.created_at
        -- An attempt looks up its data before it is settled.
        and (v.retired_at is null or v.retired_at > evaluation.created_at - interval '1 hour')
        and v.version = (evaluation.reference ->> 'document_requirements')::integer;
    if not found and exists (
        select
        from reference_versions as v
        where v.dataset = 'document_requirements'
            and v.activated_at <= evaluation.created_at - interval '1 hour'
            and (v.retired_at is null or v.retired_at > evaluation.created_at)
    ) then
        return 'its evaluation does not rest on the requirements that were in force';
    end if;
    select format(
        '%s of %s is %s', r.value ->> 'requirement', coalesce(r.value ->> 'party', 'client'), f.fault
    )
    into fault
    from jsonb_array_elements(found_case -> 'requirements') with ordinality as r (value, n)
    cross join lateral (
        select requirement_fault(request, r.value, found_case, version_named, today) as fault offset 0
    ) as f
    where f.fault is not null
    order by r.n
    limit 1;
    return coalesce(
        fault, left_out_fault(request.payload, found_case -> 'requirements', version_named)
    );
end
$$;

comment on function bankagent.open_case_fault(bigint, bigint, integer) is
'Fault that keeps every vote from approving a case, as a clause; else null. It rests on the '
'last evaluation of the case. A must is open or left out, its document does not count, '
'a waiver lacks its second person or is past its last day, a match is not cleared, or a rule '
'rejects it.';

create or replace function bankagent.case_fault(
    p_request_id bigint, p_job_id bigint, p_attempt integer
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return coalesce(
        open_case_fault(p_request_id, p_job_id, p_attempt),
        (
            select 'two people must approve it, one of them in the role compliance'
            from evaluations as e
            -- A hit makes the outcome escalate; the rule of two people has fired all the same.
            where e.job_id = p_job_id
                and e.attempt = p_attempt
                and asks_for_two(to_jsonb(e))
                and not approved_by_two(p_job_id, p_attempt, 'compliance')
        )
    );
end
$$;

comment on function bankagent.case_fault(bigint, bigint, integer) is
'Fault for which a case is not approved, as a clause; null if it is. It is that of '
'open_case_fault, or two people must approve it and have not.';
