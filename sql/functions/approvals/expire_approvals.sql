create or replace function bankagent.escalate_approval(
    p_request bankagent.banking_requests,
    p_approval bankagent.approvals,
    p_stage bankagent.approval_stages
)
returns void
language sql
set search_path to bankagent, pg_temp
as $$
    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, attempt, result
    )
    select
        p_request.id, 'escalated', 'rescuer', 'awaiting_approval', 'awaiting_approval',
        p_approval.job_id, p_approval.attempt,
        -- Callers read the result of the last entry: what they were told stays in it, but no vote.
        case jsonb_typeof(latest.result) when 'object' then latest.result else '{}' end
        - array['vote_id', 'verdict', 'digest']
        || jsonb_build_object(
            'stage', p_stage.stage,
            'due_at', p_stage.due_at,
            'expires_at', p_stage.expires_at,
            -- The role of the next stage; of the last one, its own.
            'role', coalesce(
                (
                    select coalesce(s.role, 'any')
                    from approval_stages as s
                    where s.job_id = p_approval.job_id
                        and s.attempt = p_approval.attempt
                        and s.stage = p_stage.stage + 1
                ),
                p_stage.role,
                'any'
            )
        )
    from last_told(p_request.id) as latest (result)
$$;

comment on function bankagent.escalate_approval(
    bankagent.banking_requests, bankagent.approvals, bankagent.approval_stages
) is
'Enter that a stage is overdue, and its role from now on. That is the role of the next stage. '
'The caller holds the lock of the request.';

create or replace function bankagent.expire_approval(
    p_request bankagent.banking_requests,
    p_approval bankagent.approvals,
    p_stage bankagent.approval_stages
)
returns void
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    evaluation evaluations;
    machines_result jsonb;
    caused jsonb;
begin
    select e.* into evaluation
    from evaluations as e
    where e.job_id = p_approval.job_id and e.attempt = p_approval.attempt;
    select a.result into machines_result
    from agent_audit_log as a
    where a.request_id = p_request.id
        and a.job_id = p_approval.job_id
        and a.attempt = p_approval.attempt
        and a.action = 'awaiting_approval';
    caused := caused_by_vote(p_request, evaluation.causes, 'rejected');

    with decided as (
        insert into decisions (request_id, decision, decided_by, actor, job_id, attempt)
        values (
            p_request.id, 'rejected', 'policy', 'rescuer', p_approval.job_id, p_approval.attempt
        )
    ),

    closed as (
        update approvals as a
        set closed_at = now()
        where a.job_id = p_approval.job_id and a.attempt = p_approval.attempt
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result
        )
        values (
            p_request.id, 'processed', 'rescuer', 'awaiting_approval', 'processed',
            p_approval.job_id, p_approval.attempt,
            case jsonb_typeof(machines_result) when 'object' then machines_result else '{}' end
            || jsonb_build_object(
                'decision', 'rejected',
                'decided_by', 'policy',
                'reason', 'expired',
                'stage', p_stage.stage,
                'expires_at', p_stage.expires_at,
                'confidence', null,
                'confidence_basis', jsonb_build_object('method', 'rule'),
                'summary', format(
                    'Rejected: its time for a decision by people has ended. It had waited because %s.',
                    ops.rules_in_words(evaluation.fired, evaluation.outcome)
                )
            )
            || coalesce(caused -> 'told', '{}')
        )
    )

    update banking_requests as r
    set status = 'processed', status_xid = pg_current_xact_id(), updated_at = now()
    where r.id = p_request.id;
    if caused is not null then
        perform submit_follow_ups(jsonb_build_array(caused)), store_trades(jsonb_build_array(caused));
    end if;
end
$$;

comment on function bankagent.expire_approval(
    bankagent.banking_requests, bankagent.approvals, bankagent.approval_stages
) is
'Reject a request whose stage has had twice its time, with the reason expired. The caller holds '
'the lock of the request.';

create or replace function bankagent.expire_approvals(p_most integer default 100)
returns table (request_id bigint, outcome text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    overdue record;
    request banking_requests;
    approval approvals;
    waits approval_stages;
begin
    for overdue in
        select a.request_id, a.job_id
        from approvals as a
        inner join approval_stages as s on s.job_id = a.job_id and s.attempt = a.attempt
        where a.closed_at is null
            and s.due_at <= clock_timestamp()
            and s.stage = (current_stage(a.job_id, a.attempt)).stage
            and (
                not is_escalated(a.request_id, a.job_id, a.attempt, s.stage)
                -- What a stop keeps would take all places of the round as long as it lasts.
                or s.expires_at <= clock_timestamp() and not exists (
                    select
                    from stops as t
                    inner join banking_requests as r on r.id = a.request_id
                    where t.lifted_at is null
                        and r.request_type = coalesce(t.request_type, r.request_type)
                )
            )
            -- People close an exception, which decides its request.
            and not exists (
                select
                from trade_exceptions as x
                where x.request_id = a.request_id and x.closed_at is null
            )
        order by a.request_id
        limit p_most
    loop
        -- Job, then request, as all verbs lock them; but a locked one is skipped.
        perform from procrastinate_jobs as j
        where j.id = overdue.job_id
        for no key update skip locked;
        continue when not found
            and exists (select from procrastinate_jobs as j where j.id = overdue.job_id);
        select r.* into request
        from banking_requests as r
        where r.id = overdue.request_id and r.status = 'awaiting_approval'
        for no key update skip locked;
        continue when not found;
        select a.* into approval
        from approvals as a
        where a.request_id = overdue.request_id and a.closed_at is null;
        waits := current_stage(approval.job_id, approval.attempt);
        continue when waits.due_at is null or waits.due_at > clock_timestamp();

        request_id := overdue.request_id;
        -- Never both in one round: what was not escalated has another round until it ends.
        if not is_escalated(approval.request_id, approval.job_id, approval.attempt, waits.stage) then
            perform escalate_approval(request, approval, waits);
            outcome := 'escalated';
            return next;
        elsif waits.expires_at <= clock_timestamp() and may_expire(request.request_type) then
            perform expire_approval(request, approval, waits);
            outcome := 'expired';
            return next;
        end if;
    end loop;
end
$$;

comment on function bankagent.expire_approvals(integer) is
'Escalate overdue approvals, and reject those that have had twice their time. '
'Neither ever approves. Each is escalated once a stage before it ends. A stop of automatic '
'decisions keeps what it covers from ending, and an open exception is left to its people. Skips '
'locked rows instead of waiting. Run by one worker. Returns escalated or expired for each. '
'Example: select * from bankagent.expire_approvals().';

create or replace function bankagent.is_escalated(
    p_request_id bigint, p_job_id bigint, p_attempt integer, p_stage integer
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from agent_audit_log as a
        where a.request_id = p_request_id
            and a.action = 'escalated'
            and a.job_id = p_job_id
            and a.attempt = p_attempt
            and a.result ->> 'stage' = p_stage::text
    )
$$;

comment on function bankagent.is_escalated(bigint, bigint, integer, integer) is
'Test of a stage: true where its audit entry escalated is there.';

create or replace function bankagent.is_expiry(
    p_request_id bigint,
    p_job_id bigint,
    p_attempt integer,
    p_decision text,
    p_actor text,
    p_at timestamptz
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select coalesce(
        p_decision = 'rejected'
        and p_actor = 'rescuer'
        and waits.expires_at <= p_at
        and is_escalated(p_request_id, p_job_id, p_attempt, waits.stage),
        false
    )
    from (select w.* from current_stage(p_job_id, p_attempt) as w) as waits
$$;

comment on function bankagent.is_expiry(bigint, bigint, integer, text, text, timestamptz) is
'Test of a decision: true where it is the end of an approval that had its time. The stage that '
'waits was escalated before, and the decision is a rejection by the rescuer.';

create or replace function bankagent.may_expire(p_request_type text)
returns boolean
language sql volatile
set search_path to bankagent, pg_temp
as $$
    -- A stop that is being committed waits for those before it, as settle_jobs has it.
    select pg_try_advisory_xact_lock_shared(stops_lock()) and not exists (
        select
        from stops as s
        where s.lifted_at is null and p_request_type = coalesce(s.request_type, p_request_type)
    )
$$;

comment on function bankagent.may_expire(text) is
'Test of a request type: true where no stop of automatic decisions covers it.';
