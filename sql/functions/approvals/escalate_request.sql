create or replace function bankagent.escalation_codes()
returns text[]
language sql immutable parallel safe
return array[
    'higher_authority', 'expertise_needed', 'conflict_of_interest', 'unusual_case', 'other'
];

comment on function bankagent.escalation_codes() is
'Reasons in a word for an escalation.';

-- The least that has all that waits and all that escalate demands: of each role the greater number,
-- of all votes the greater number. A vote that is given counts for the role of its stage.
create or replace function bankagent.escalated_stages(
    p_request bankagent.banking_requests,
    p_approval bankagent.approvals,
    p_two boolean,
    out stages jsonb,
    out version_id bigint
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    asked jsonb;
    is_raised boolean;
begin
    select d.stages, d.version_id into asked, version_id
    from strictest_stages(p_request.request_type, 'escalate', p_two) as d;
    with has as materialized (
        select s.* from ops.stages_in_force(p_approval.job_id, p_approval.attempt) as s
    ),

    by_role as (
        select
            r.role,
            coalesce(w.votes, 0) as waiting,
            coalesce(e.votes, 0) - coalesce(g.votes, 0) as missing,
            e.stage as stage_asked,
            w.stage as stage_waiting,
            coalesce(e.due_at, w.due_at) as due_at,
            coalesce(e.expires_at, w.expires_at) as expires_at
        from (
            select coalesce(h.role, 'any') as role from has as h
            union
            select coalesce(x.value ->> 'role', 'any') from jsonb_array_elements(asked) as x (value)
        ) as r
        left join (
            select
                coalesce(x.role, 'any') as role, min(x.stage) as stage, sum(x.votes) as votes,
                max(x.due_at) as due_at, max(x.expires_at) as expires_at
            from jsonb_to_recordset(asked) as x (
                stage integer, role text, votes integer, due_at timestamptz, expires_at timestamptz
            )
            group by 1
        ) as e on e.role = r.role
        left join (
            select
                coalesce(h.role, 'any') as role, min(h.stage) as stage, sum(h.votes - h.given) as votes,
                max(h.due_at) as due_at, max(h.expires_at) as expires_at
            from has as h
            where h.given < h.votes
            group by 1
        ) as w on w.role = r.role
        left join (
            select coalesce(h.role, 'any') as role, sum(h.given) as votes
            from has as h
            group by 1
        ) as g on g.role = r.role
    ),

    of_roles as (
        select sum(greatest(b.waiting, b.missing, 0)) filter (where b.role <> 'any') as votes,
            greatest(sum(b.waiting), sum(b.missing)) as all_votes,
            sum(b.waiting) as waiting
        from by_role as b
    ),

    raised as (
        select
            b.*,
            case
                when b.role = 'any' then greatest(t.all_votes - coalesce(t.votes, 0), 0)
                else greatest(b.waiting, b.missing, 0)
            end as votes,
            t.waiting as all_waiting
        from by_role as b
        cross join of_roles as t
    ),

    numbered as (
        select
            r.*,
            row_number() over (order by r.stage_asked nulls first, r.stage_waiting) as n
        from raised as r
        where r.votes > 0
    ),

    -- A deadline that runs already is never put off, of the stage that waits, nor of the last one.
    running as (
        select
            (array_agg(h.due_at order by h.stage))[1] as first_due,
            (array_agg(h.expires_at order by h.stage))[1] as first_expires,
            max(h.due_at) as due_at,
            max(h.expires_at) as expires_at
        from has as h
        where h.given < h.votes
    )

    select
        jsonb_agg(jsonb_build_object(
            'stage', (select max(s.stage) from approval_stages as s
                where s.job_id = p_approval.job_id and s.attempt = p_approval.attempt) + n.n,
            'role', nullif(n.role, 'any'),
            'votes', n.votes,
            'due_at', least(n.due_at, case when n.n = 1 then u.first_due else u.due_at end),
            'expires_at', least(
                n.expires_at, case when n.n = 1 then u.first_expires else u.expires_at end
            )
        ) order by n.n),
        sum(n.votes) > min(n.all_waiting) or bool_or(n.role <> 'any' and n.votes > n.waiting)
    into stages, is_raised
    from numbered as n
    cross join running as u;
    if not is_raised then
        stages := null;
    end if;
end
$$;

comment on function bankagent.escalated_stages(
    bankagent.banking_requests, bankagent.approvals, boolean
) is
'Stages by which an approval goes on once it is escalated, as JSON. Null where it asks for all of '
'that already. They are what waits and what the demand of escalate asks for, whichever is more, '
'without what is given. They are due as that demand says, and never later than what waits now.';

create or replace function bankagent.escalate_request(
    p_request_id bigint,
    p_code text,
    p_reason text,
    p_digest text,
    p_actor text,
    p_traceparent text
)
returns table (vote_id bigint, status text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_reviewer(p_actor);
    request banking_requests;
    approval approvals;
    evaluation evaluations;
    machines_result jsonb;
    rests_on record;
    demanded record;
    n_votes integer;
begin
    if p_code is null or p_code <> all(escalation_codes()) then
        raise exception 'code must say in a word why: %', array_to_string(escalation_codes(), ', ')
            using errcode = 'BA422', column = 'code',
            hint = 'must say in a word why: ' || array_to_string(escalation_codes(), ', ');
    end if;
    if p_reason is null or is_blank(p_reason) or char_length(p_reason) > 2000 then
        raise exception 'reason must say why, in 1 to 2000 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 2000 characters';
    end if;
    perform set_traceparent(p_traceparent);
    request := lock_request(p_request_id);
    perform hold_reviewer(by_whom);
    approval := check_vote(request, by_whom, p_digest);
    select * into evaluation
    from evaluations as e
    where e.job_id = approval.job_id and e.attempt = approval.attempt;
    select s.* into rests_on from stage_fault(request, approval, by_whom) as s;
    -- What check_vote found a moment ago may have ended meanwhile.
    if rests_on.fault is not null then
        raise exception '% may not escalate request %: %', by_whom, p_request_id, rests_on.fault
            using errcode = 'BA403';
    end if;
    select d.* into demanded
    from escalated_stages(request, approval, asks_for_two(to_jsonb(evaluation))) as d;
    if demanded.stages is null then
        raise exception 'request % asks for all that an escalation asks for already: vote on it, or '
            'leave it to others', p_request_id using errcode = 'BA409';
    end if;
    insert into votes (
        request_id, job_id, attempt, reviewer, maker, on_behalf_of, payload_author, verdict, reason,
        digest, shown_digest, stage, authority_id, escalation_code
    )
    values (
        p_request_id, approval.job_id, approval.attempt, by_whom, request.maker,
        request.on_behalf_of, payload_author(p_request_id), 'escalate', p_reason,
        approval.digest, nullif(p_digest, approval.digest), rests_on.stage, rests_on.authority_id,
        p_code
    )
    returning id into vote_id;
    insert into approval_stages (
        job_id, attempt, stage, role, votes, due_at, expires_at, demands_version_id, escalation_id
    )
    select
        approval.job_id, approval.attempt, s.stage, s.role, s.votes, s.due_at, s.expires_at,
        demanded.version_id, vote_id
    from jsonb_to_recordset(demanded.stages) as s (
        stage integer, role text, votes integer, due_at timestamptz, expires_at timestamptz
    );
    select count(*) into n_votes
    from votes as v
    where v.job_id = approval.job_id and v.attempt = approval.attempt and v.verdict = 'approve';
    select a.result into machines_result
    from agent_audit_log as a
    where a.request_id = p_request_id
        and a.job_id = approval.job_id
        and a.attempt = approval.attempt
        and a.action = 'awaiting_approval';
    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, attempt, result
    )
    values (
        p_request_id, 'voted', by_whom, 'awaiting_approval', 'awaiting_approval',
        approval.job_id, approval.attempt,
        voted_result(machines_result, evaluation, 'escalate', false, n_votes)
        || jsonb_build_object('vote_id', vote_id, 'verdict', 'escalate', 'digest', p_digest)
    );
    status := request.status;
    return next;
end
$$;

comment on function bankagent.escalate_request(bigint, text, text, text, text, text) is
'Escalation of a request by a reviewer who may vote on it. For the API''s session alone. It '
'decides nothing: the stages that wait are replaced by what the demand of escalate asks for, and '
'never by less. It is the vote of its reviewer, whose power is spent on the approval. p_code says '
'why in a word (escalation_codes), p_reason in 1 to 2000 characters, p_digest is that of '
'ops.approvals_open. Returns the number of the vote and the status. Example: select * from '
'bankagent.escalate_request(7, ''higher_authority'', ''over the usual size'', ''5f0d…'', ''anna'', '
'null). BA404: there is no such request. BA403: who may not vote may not escalate. BA409: it does '
'not wait, they have voted on it, or it asks for all of that already. BA412: the request has '
'changed, read it again. BA422: a field is wrong.';
