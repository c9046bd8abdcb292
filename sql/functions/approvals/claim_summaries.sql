create or replace function bankagent.waiting_for(
    p_reviewer text,
    out approvals bigint,
    out overdue bigint,
    out oldest_since timestamptz,
    out next_due_at timestamptz,
    out exceptions bigint,
    out team_exceptions bigint,
    out proposals bigint
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    with held as materialized (
        select a.*
        from authorities as a
        where a.reviewer = p_reviewer
            and a.valid_from <= clock_timestamp()
            and coalesce(a.valid_to > clock_timestamp(), true)
            and not exists (select from authority_ends as e where e.authority_id = a.id)
    ),

    -- Few are snoozed at a time: the state of an item is looked up for those alone.
    snoozed as materialized (
        select i.request_id
        from ops.work_items as i
        where i.snoozed_until is not null
            and i.request_id in (
                select m.request_id
                from approvals as a
                inner join work_moves as m on m.job_id = a.job_id and m.attempt = a.attempt
                where a.closed_at is null and m.snoozed_until > clock_timestamp()
            )
    ),

    open_exceptions as (
        select x.id, x.request_id, x.assignee
        from trade_exceptions as x
        where x.closed_at is null
            and not exists (select from snoozed as z where z.request_id = x.request_id)
    ),

    waiting as (
        select a.opened_at, s.due_at
        from approvals as a
        inner join banking_requests as r on r.id = a.request_id
        cross join lateral current_stage(a.job_id, a.attempt) as s
        where a.closed_at is null
            and exists (
                select
                from held as h
                where coalesce(h.request_type, r.request_type) = r.request_type
                    and (h.desk is null or h.desk = r.payload ->> 'desk')
                    and coalesce(s.role, h.role) = h.role
                    and (
                        h.max_amount is null
                        or within_limit(
                            a.exposure_amount, a.exposure_currency, h.max_amount, h.currency
                        )
                    )
            )
            and not exists (
                select
                from votes as v
                where v.job_id = a.job_id
                    and v.attempt = a.attempt
                    and person_key(v.reviewer) = person_key(p_reviewer)
            )
            and not exists (
                select from trade_exceptions as x where x.request_id = r.id and x.closed_at is null
            )
            and not exists (select from snoozed as z where z.request_id = r.id)
            and decider_fault(r, p_reviewer) is null
    )

    select
        count(*),
        count(*) filter (where w.due_at <= clock_timestamp()),
        min(w.opened_at),
        min(w.due_at) filter (where w.due_at > clock_timestamp()),
        (select count(*) from open_exceptions as x where x.assignee = p_reviewer),
        (
            select count(*)
            from open_exceptions as x
            inner join ops.work_items as i on i.request_id = x.request_id
            inner join banking_requests as r on r.id = x.request_id
            where x.assignee is null
                and i.owner is null
                and exists (select from work_moves as m where m.request_id = x.request_id)
                and exists (
                    select
                    from held as h
                    where h.role = i.team
                        and coalesce(h.request_type, r.request_type) = r.request_type
                        and (h.desk is null or h.desk = r.payload ->> 'desk')
                )
        ),
        (
            select count(*)
            from exception_proposals as p
            inner join open_exceptions as x on x.id = p.exception_id
            where p.closed_at is null
                and (select f.fault is null from proposal_vote_fault(p.id, p_reviewer) as f)
        )
    from waiting as w
$$;

comment on function bankagent.waiting_for(text) is
'Work that waits for a reviewer: approvals, proposals, and exceptions. Those to vote on; '
'exceptions that are theirs, and those that were moved to a team of theirs and that no person has '
'in hand. '
'Approvals that are overdue, since when the oldest waits, and when the next one is due. Nothing '
'that is snoozed counts.';

create or replace function bankagent.claim_summaries(p_most integer default 20)
returns table (
    reviewer text,
    email text,
    approvals bigint,
    overdue bigint,
    oldest_since timestamptz,
    next_due_at timestamptz,
    exceptions bigint,
    team_exceptions bigint,
    proposals bigint
)
language plpgsql security definer
set search_path to bankagent, pg_temp
set jit to off
as $$
#variable_conflict use_column
declare
    waits record;
    n bigint;
begin
    -- Those who were looked up longest ago come first; another worker's are skipped.
    for reviewer, email in
        select r.name, r.email
        from reviewers as r
        left join review_summaries as s on s.reviewer = r.name
        where r.email is not null
            and r.disabled_at is null
            and coalesce(s.looked_at < clock_timestamp() - interval '1 minute', true)
            and coalesce(s.last_mailed_at < clock_timestamp() - interval '1 hour', true)
        order by s.looked_at nulls first, r.name
        limit p_most
        for no key update of r skip locked
    loop
        select w.* into waits from waiting_for(reviewer) as w;
        n := waits.approvals + waits.exceptions + waits.team_exceptions + waits.proposals;
        -- Claimed before it is sent, and once: the row is looked at again as it is by now.
        insert into review_summaries as s (reviewer, last_mailed_at)
        values (reviewer, case when n > 0 then clock_timestamp() end)
        on conflict on constraint review_summaries_pkey do update
        set looked_at = clock_timestamp(),
            last_mailed_at = coalesce(excluded.last_mailed_at, s.last_mailed_at)
        where coalesce(s.last_mailed_at < clock_timestamp() - interval '1 hour', true);
        if found and n > 0 then
            approvals := waits.approvals;
            overdue := waits.overdue;
            oldest_since := waits.oldest_since;
            next_due_at := waits.next_due_at;
            exceptions := waits.exceptions;
            team_exceptions := waits.team_exceptions;
            proposals := waits.proposals;
            return next;
        end if;
    end loop;
end
$$;

comment on function bankagent.claim_summaries(integer) is
'Reviewers who are to be told by mail what waits for them. Each with counts, and no data of '
'clients; at most one summary a reviewer and hour, whoever asks. What is returned counts as sent. '
'Run by one worker each minute. Example: select * from bankagent.claim_summaries().';
