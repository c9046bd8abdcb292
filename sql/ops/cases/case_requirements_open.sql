create or replace view ops.case_requirements_open as
select
    r.id as request_id,
    r.client_id,
    r.status,
    d.value ->> 'requirement' as requirement,
    coalesce(d.value ->> 'party', 'client') as party_id,
    d.value ->> 'state' as state,
    d.value ->> 'document' as document_id,
    d.value ->> 'reason' as reason_code,
    e.created_at as evaluated_at,
    (
        select max(w.id)
        from bankagent.requirement_waivers as w
        where
            w.request_id = r.id
            and w.requirement = d.value ->> 'requirement'
            and w.party_id = coalesce(d.value ->> 'party', 'client')
            and not exists (
                select
                from bankagent.waiver_confirmations as c
                where c.waiver_id = w.id
            )
    ) as waiver_id
from bankagent.banking_requests as r
inner join lateral (
    select
        x.created_at,
        case jsonb_typeof(x.known #> '{case,requirements}')
            when 'array' then x.known #> '{case,requirements}'
            else '[]'
        end as requirements
    from bankagent.evaluations as x
    where x.request_id = r.id
    order by x.job_id desc, x.attempt desc
    limit 1
) as e on true
cross join lateral jsonb_array_elements(e.requirements) as d (value)
where
    r.request_type = 'client_onboarding'
    and r.status in ('awaiting_approval', 'needs_info')
    and d.value -> 'must' = 'true'
    and d.value ->> 'state' in ('missing', 'expired', 'refused');

comment on view ops.case_requirements_open is
'Musts that are open in cases of onboarding that wait. One row for each requirement of a party.';
comment on column ops.case_requirements_open.request_id is 'Case; banking_requests.id.';
comment on column ops.case_requirements_open.client_id is 'Client whom the case is about.';
comment on column ops.case_requirements_open.status is 'Status of the case.';
comment on column ops.case_requirements_open.requirement is 'Requirement that is open.';
comment on column ops.case_requirements_open.party_id is
'Party that must show it, by its id in the payload; client for the client itself.';
comment on column ops.case_requirements_open.state is 'State: missing, expired or refused.';
comment on column ops.case_requirements_open.document_id is
'Document that the state is about, by its id in the payload. Null if there is none.';
comment on column ops.case_requirements_open.reason_code is
'Reason why the document does not count, as a code. Never shown to the client.';
comment on column ops.case_requirements_open.evaluated_at is 'Time of the evaluation (UTC).';
comment on column ops.case_requirements_open.waiver_id is
'Waiver that waits for its second person; null where none does.';
