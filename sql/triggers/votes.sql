-- A vote rests on the stage that waits and on an authority that covers it, and an approval keeps
-- the stages that it was opened with, superusers included. cast_vote says the same first.

create or replace function bankagent.check_vote_rests()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    request banking_requests;
    approval approvals;
    evaluation evaluations;
    found_stage integer;
    fault text;
begin
    -- Who votes past the verb waits here for the others: votes are counted one after another.
    select r.* into request
    from banking_requests as r
    where r.id = new.request_id
    for no key update;
    select a.* into approval
    from approvals as a
    where a.job_id = new.job_id and a.attempt = new.attempt;
    select e.* into evaluation
    from evaluations as e
    where e.job_id = new.job_id and e.attempt = new.attempt;
    select s.stage, s.fault into found_stage, fault
    from stage_fault(request, approval, new.reviewer, new.id, new.authority_id) as s;
    fault := case
        when approval.closed_at is not null then 'its approval is closed'
        when exists (
            select
            from votes as v
            where v.job_id = new.job_id
                and v.attempt = new.attempt
                and v.id < new.id
                and v.verdict in ('reject', 'needs_info')
        ) then 'an earlier vote has ended it'
        when coalesce(new.shown_digest, new.digest) is distinct from ops.digest_shown(approval, new.id)
            then 'its digest is not of what is shown after the escalation'
        when new.payload_author is distinct from payload_author(new.request_id)
            then 'the vote names another author of the payload'
        when fault is not null then fault
        when new.stage is distinct from found_stage
            then format('stage %s waits, and the vote is on stage %s', found_stage, new.stage)
        when has_answered(new.request_id, new.reviewer) then 'the answer is by them'
        else 'its override code ' || override_fault(evaluation, new.verdict, new.override_code)
    end;
    if fault is not null then
        raise exception '% may not vote on request %: %', new.reviewer, new.request_id, fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_vote_rests() is
'Trigger: a vote is on the stage that waits. It rests on an authority of its reviewer that covers '
'it at that moment, and names the author of the payload.';

create or replace function bankagent.escalation_fault(
    p_job_id bigint, p_attempt integer, p_escalation_id bigint
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    lower record;
begin
    if not exists (
        select
        from votes as v
        inner join approvals as a on a.job_id = v.job_id and a.attempt = v.attempt
        where v.id = p_escalation_id
            and (v.job_id, v.attempt, v.verdict) = (p_job_id, p_attempt, 'escalate')
            and a.closed_at is null
    ) then
        return 'its stages name no escalation of it';
    end if;
    if exists (
        select
        from votes as v
        where v.job_id = p_job_id and v.attempt = p_attempt and v.id > p_escalation_id
    ) then
        return 'it has been voted on since';
    end if;
    with waited as (
        select s.stage, s.role, s.due_at, s.expires_at, s.votes - (
            select count(*)
            from votes as v
            where v.job_id = s.job_id
                and v.attempt = s.attempt
                and v.stage = s.stage
                and v.verdict = 'approve'
        ) as votes
        from approval_stages as s
        where s.job_id = p_job_id
            and s.attempt = p_attempt
            and s.escalation_id is not distinct from (
                select max(x.escalation_id)
                from approval_stages as x
                where x.job_id = p_job_id
                    and x.attempt = p_attempt
                    and x.escalation_id < p_escalation_id
            )
    ),

    asked as (
        select s.*
        from approval_stages as s
        where s.job_id = p_job_id and s.attempt = p_attempt and s.escalation_id = p_escalation_id
    )

    select
        coalesce((select sum(a.votes) from asked as a), 0) < sum(w.votes) as in_votes,
        exists (
            select
            from waited as x
            where x.role is not null and x.votes > 0
            group by x.role
            having sum(x.votes) > coalesce(
                (select sum(a.votes) from asked as a where a.role = x.role), 0
            )
        ) as in_roles,
        coalesce(
            max(w.due_at) < (select max(coalesce(a.due_at, 'infinity')) from asked as a)
            or max(w.expires_at) < (select max(coalesce(a.expires_at, 'infinity')) from asked as a),
            false
        ) as in_time,
        max(w.stage) >= (select min(a.stage) from asked as a) as in_order
    into lower
    from waited as w
    where w.votes > 0;
    return case
        when lower.in_votes then 'it would ask for fewer votes than those that wait'
        when lower.in_roles then 'it would leave out a role that waits'
        when lower.in_time then 'it would put off a deadline that runs'
        when lower.in_order then 'its stages come after those that wait'
    end;
end
$$;

comment on function bankagent.escalation_fault(bigint, integer, bigint) is
'Fault of the stages of an escalation, as a clause; null where there is none. They are of the last '
'vote on an open approval, and ask for no fewer votes, no fewer roles and no later time than what '
'waited.';

create or replace function bankagent.check_stages()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong approval_stages;
begin
    -- One question for all of a settlement, whose stages are never of an escalation.
    select n.* into wrong
    from new_rows as n
    left join approvals as a on a.job_id = n.job_id and a.attempt = n.attempt
    where case
        when n.escalation_id is null then a.opened_at is distinct from now()
        else escalation_fault(n.job_id, n.attempt, n.escalation_id) is not null
    end
    limit 1;
    if wrong.escalation_id is not null then
        raise exception 'the approval of job % is not escalated so: %', wrong.job_id,
            escalation_fault(wrong.job_id, wrong.attempt, wrong.escalation_id)
            using errcode = 'BA403';
    elsif found then
        raise exception 'the approval of job % keeps the stages that it was opened with', wrong.job_id
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_stages() is
'Trigger: stages come with their approval or an escalation of it. With the approval in its '
'transaction; an escalation never asks for less than what waited.';

create or replace function bankagent.check_exception_vote_rests()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    fault text;
begin
    -- Votes past the verb wait here for the others: they are counted one after another.
    perform from banking_requests as r where r.id = new.request_id for no key update;
    select coalesce(
        a.fault,
        case
            when p.closed_at is not null then 'it is closed'
            when new.verdict = 'approve' and p.stages is distinct from stages_of_proposal(x, p.kind)
                then 'it has not the stages that are asked for now'
            when waiting.stage is distinct from new.stage
                then format('stage %s waits, and the vote is on stage %s', waiting.stage, new.stage)
        end
    )
    into fault
    from banking_requests as r
    inner join trade_exceptions as x on x.request_id = r.id
    inner join exception_proposals as p on p.id = new.proposal_id
    cross join lateral proposal_stage(p, new.id - 1) as waiting
    cross join lateral proposal_authority(
        r, x, new.reviewer, waiting.role, spent_on_proposal(r, p, new.id), new.authority_id
    ) as a
    where x.id = new.exception_id;
    if fault is not null then
        raise exception '% may not vote on proposal %: %', new.reviewer, new.proposal_id, fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_exception_vote_rests() is
'Trigger: a vote on a proposal rests on an authority. It is of its reviewer, covers the exposure '
'of the exception, and is on the stage that waits.';

create or replace trigger exception_votes_rest_on_authority
after insert on bankagent.exception_votes
for each row execute function bankagent.check_exception_vote_rests();
-- After the trigger that names the fault of a case (decisions_approve_no_open_case), by its name.
create or replace function bankagent.check_people_decided()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
set jit to off
as $$
declare
    wrong record;
begin
    -- An exception that is closed decides its request: its own triggers hold it to its moves.
    select n.request_id, n.decision into wrong
    from new_rows as n
    where n.decided_by = 'people'
        and (select s.decision from voting_state(n.job_id, n.attempt) as s)
        is distinct from n.decision
        and not exists (
            select
            from trade_exceptions as x
            where x.request_id = n.request_id and x.closed_at is not null
        )
    limit 1;
    if found then
        raise exception 'request % would be % by people without their votes: use bankagent.cast_vote(…)',
            wrong.request_id, wrong.decision using errcode = 'BA403';
    end if;
    -- What waits for people ends without them in one way: its time is over, and it is rejected.
    -- It waited by its own entry: a decision may name any attempt, or none.
    select n.request_id, n.decision into wrong
    from new_rows as n
    where n.decided_by <> 'people'
        and exists (select from approvals as a where a.request_id = n.request_id)
        and exists (
            select
            from agent_audit_log as e
            where e.request_id = n.request_id
                and e.action = 'processed'
                and e.from_status = 'awaiting_approval'
        )
        and not (
            select is_expiry(
                a.request_id, a.job_id, a.attempt, n.decision, n.actor, clock_timestamp()
            )
            from approvals as a
            where a.request_id = n.request_id
            order by a.job_id desc, a.attempt desc
            limit 1
        )
        and not exists (
            select
            from trade_exceptions as x
            where x.request_id = n.request_id and x.closed_at is not null
        )
    limit 1;
    if found then
        raise exception 'request % would be % by the policy, and it waits for people: use bankagent.cast_vote(…)',
            wrong.request_id, wrong.decision using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_people_decided() is
'Trigger: a decision by people has the votes that its stages ask for. What waits for people is '
'otherwise rejected once its time is over.';

create or replace trigger decisions_by_people_have_votes
after insert on bankagent.decisions
referencing new table as new_rows
for each statement execute function bankagent.check_people_decided();
create or replace trigger votes_rest_on_stage_and_authority
after insert on bankagent.votes
for each row execute function bankagent.check_vote_rests();
create or replace trigger approval_stages_come_with_their_approval
after insert on bankagent.approval_stages
referencing new table as new_rows
for each statement execute function bankagent.check_stages();

-- The verbs say the same first. An operator who writes rows would vote in the names of two others.
create or replace function bankagent.check_voter()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may not vote as %: people vote through the API, the command '
            'line or a page', session_user, new.reviewer using errcode = 'BA403', table = tg_table_name;
    end if;
    perform hold_reviewer(new.reviewer);
    return null;
end
$$;

comment on function bankagent.check_voter() is
'Trigger: a vote is cast by the service that has authenticated its reviewer.';

-- After the triggers that name another fault of the vote, by their names.
create or replace trigger votes_through_the_api
after insert on bankagent.votes
for each row execute function bankagent.check_voter();
create or replace trigger exception_votes_through_the_api
after insert on bankagent.exception_votes
for each row execute function bankagent.check_voter();
