create or replace function bankagent.finding_fault(
    p_request bankagent.banking_requests, p_reviewer text, p_asked_by text default null
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select a.fault
    from (
        -- Of the last approval, open or not: a finding closes it. Without one, what a review asks for.
        select coalesce(
            (
                select jsonb_build_object('role', s.role)
                from approval_stages as s
                inner join approvals as p on p.job_id = s.job_id and p.attempt = s.attempt
                where p.request_id = p_request.id
                order by p.job_id desc, p.attempt desc, s.stage
                limit 1
            ),
            (select d.stages -> 0 from demanded_stages(p_request.request_type, 'review') as d)
        ) ->> 'role' as role
    ) as first_stage
    cross join lateral authority_for(
        p_reviewer, p_request.request_type, p_request.payload ->> 'desk', first_stage.role, null, null,
        null, kept_out(p_request) || keys_of(array[p_asked_by])
    ) as a
$$;

comment on function bankagent.finding_fault(bankagent.banking_requests, text, text) is
'Fault of findings on a case by a reviewer, as a clause. Null where they may give some. They need '
'an authority that covers it, in the role that the first stage of its approval asks for. '
'p_asked_by is the person who asked for the waiver that is confirmed: their power, delegated, '
'confirms nothing.';
