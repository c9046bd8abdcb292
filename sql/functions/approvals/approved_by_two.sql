create or replace function bankagent.approved_by_two(
    p_job_id bigint, p_attempt integer, p_role text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    -- Not the role of the authority that the vote rests on: where the stage asks for any, that is
    -- the oldest that covers it.
    select count(distinct person_key(v.reviewer)) >= 2 and coalesce(bool_or(exists (
        select
        from authorities as a
        left join authority_ends as e on e.authority_id = a.id
        where a.reviewer = v.reviewer
            and a.role = p_role
            and (
                a.id = v.authority_id
                or coalesce(a.request_type = r.request_type, true)
                and (a.desk is null or a.desk = r.payload ->> 'desk')
                and (
                    a.max_amount is null
                    or within_limit(
                        w.exposure_amount, w.exposure_currency, a.max_amount, a.currency
                    )
                )
                and a.valid_from <= v.created_at
                and coalesce(a.valid_to > v.created_at, true)
                and coalesce(e.ended_at > v.created_at, true)
            )
    )), false)
    from votes as v
    inner join approvals as w on w.job_id = v.job_id and w.attempt = v.attempt
    inner join banking_requests as r on r.id = v.request_id
    where v.job_id = p_job_id and v.attempt = p_attempt and v.verdict = 'approve'
$$;

comment on function bankagent.approved_by_two(bigint, integer, text) is
'Test of an approval: true where two people approve it, one of them in a role. That one held an '
'authority of the role that covers it when they voted. It is asked where two must, whatever the '
'demands in force said.';
