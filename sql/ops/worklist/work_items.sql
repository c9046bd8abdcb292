create or replace view ops.work_items as
select
    a.request_id,
    a.job_id,
    a.attempt,
    x.id as exception_id,
    has.owner,
    case when has.owner is not null then has.owned_until end as owned_until,
    case when has.is_of_stage then w.team end as team,
    case when has.is_of_stage and w.snoozed_until > now() then w.snoozed_until end as snoozed_until,
    said.owner as last_owner,
    w.previous_owner,
    w.moved_at
from bankagent.approvals as a
left join bankagent.trade_exceptions as x on x.request_id = a.request_id and x.closed_at is null
left join
    lateral (
        select m.*
        from bankagent.work_moves as m
        where m.job_id = a.job_id and m.attempt = a.attempt
        order by m.id desc
        limit 1
    ) as w
    on true
-- An exception has its owner itself, so that there is one truth; a move of it may be the later one.
cross join
    lateral (
        select
            case when x.id is null then w.owner else x.assignee end as owner,
            case
                when x.id is null or x.assignee = w.owner then w.owned_until
            end as owned_until
    ) as said
cross join
    lateral (
        select
            said.owned_until,
            case
                when
                    coalesce(said.owned_until > now(), true)
                    and exists (
                        select
                        from bankagent.reviewers as r
                        where r.name = last.owner and r.disabled_at is null
                    )
                    -- No person votes twice: the vote of its owner ends what they had in hand.
                    and not exists (
                        select
                        from bankagent.votes as v
                        where
                            v.job_id = a.job_id
                            and v.attempt = a.attempt
                            and v.reviewer = last.owner
                    )
                    then last.owner
            end as owner,
            -- Its stage waits still: the next stage names its people itself.
            w.stage is null
            or exists (
                select
                from bankagent.approval_stages as s
                where
                    s.job_id = a.job_id
                    and s.attempt = a.attempt
                    and s.stage = w.stage
                    -- An escalation takes the place of what waited, with its team and snooze.
                    and not exists (
                        select
                        from bankagent.approval_stages as x
                        where
                            x.job_id = s.job_id
                            and x.attempt = s.attempt
                            and x.escalation_id > coalesce(s.escalation_id, 0)
                    )
                    and s.votes > (
                        select count(*)
                        from bankagent.votes as v
                        where
                            v.job_id = s.job_id
                            and v.attempt = s.attempt
                            and v.stage = s.stage
                            and v.verdict = 'approve'
                    )
            ) as is_of_stage
        from (values (said.owner)) as last (owner)
        -- A query of its own: what it finds is found once, and not once for each column.
        offset 0
    ) as has
where a.closed_at is null;

comment on view ops.work_items is
'Items of work: requests that await approval, with owner, team and snooze now. '
'Also those that no person has touched. A claim that has ended is no owner.';
comment on column ops.work_items.request_id is 'Number of the request.';
comment on column ops.work_items.job_id is 'Job whose attempt asks for approval.';
comment on column ops.work_items.attempt is 'Attempt of that job.';
comment on column ops.work_items.exception_id is
'Open exception of the request, whose assignee is the owner; else null.';
comment on column ops.work_items.owner is
'Reviewer who has it in hand: by a claim that has not ended, or assigned. Null for the team.';
comment on column ops.work_items.owned_until is
'End of the claim of the owner (UTC); null where it was assigned, without an end.';
comment on column ops.work_items.team is
'Role of the team to which it was moved. Null for those who may vote at the stage that waits.';
comment on column ops.work_items.snoozed_until is
'Time until which it is left out of the lists (UTC); null where it is not.';
comment on column ops.work_items.last_owner is
'Reviewer who has it, or had it last; null where none had it.';
comment on column ops.work_items.previous_owner is
'Reviewer who had it before, to whom it is handed back; null for the team.';
comment on column ops.work_items.moved_at is
'Time of the last move (UTC); null where no person has touched it.';
