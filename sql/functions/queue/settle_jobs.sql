create or replace function bankagent.settle_jobs(items jsonb)
returns table (item integer, outcome text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set jit to off
set enable_seqscan to off
set enable_bitmapscan to off
set enable_mergejoin to off
-- A row that a constraint or a trigger needs may be locked for hours.
set lock_timeout to '500ms'
as $$
#variable_conflict use_column
declare
    -- Not while a stop of automatic decisions is being committed, which waits for those before it.
    may_decide boolean := pg_try_advisory_xact_lock_shared(stops_lock());
    has_causes boolean := items @? '$[*] ? (exists(@.causes) || exists(@.told))';
    has_pairs boolean := items @? '$[*].evaluation.known.comparison';
    has_captures boolean := items @? '$[*].evaluation ? (@.policy_key == "trade_capture")';
begin
    if exists (select from stops as s where s.lifted_at is null) then
        items := under_stops(items);
    end if;
    if has_captures then items := captures_in_order(items); end if;
    if has_causes then items := name_follow_ups(items); end if;
    if has_pairs then items := prepare_exceptions(items); end if;
    return query
    with given as materialized (
        select e.n::integer as n, x.*
        from jsonb_array_elements(items) with ordinality as e (value, n)
        cross join lateral jsonb_to_record(e.value) as x (
            job_id bigint, worker_id bigint, attempts integer, request_id bigint, causes jsonb,
            status text, decision text, result jsonb, error text, evaluation jsonb, told jsonb,
            again boolean
        )
    ),

    -- The fence, and the lock order: jobs by id, then requests by id. Locked rows are skipped.
    fenced as materialized (
        select given.*, j.args ->> 'traceparent' as traceparent
        from given
        inner join procrastinate_jobs as j
            on j.id = given.job_id
            and j.status = 'doing'
            and j.worker_id = given.worker_id
            and j.attempts = given.attempts
        where (may_decide or given.decision is null) and given.again is not true
        order by j.id
        for no key update of j skip locked
    ),

    held as materialized (
        select fenced.*, t.max_attempts, r.request_type
        from fenced
        inner join banking_requests as r
            on r.id = fenced.request_id and r.job_id = fenced.job_id and r.status = 'received'
        inner join request_types as t on t.name = r.request_type
        order by r.id
        for no key update of r skip locked
    ),

    -- One item of a call ends a job: with two, the job was `todo` again beside a processed request.
    budgeted as materialized (
        select
            held.*,
            held.attempts + 1 as attempt,
            trace_id_of(held.traceparent) as trace_id,
            -- The policy decides (law 7): another end than its evaluation says is refused.
            case
                when held.error is null then case
                    when end_fault(
                        held.status, held.decision, held.result, held.evaluation,
                        ends.status, ends.decision, ends.stricter, p.sha256
                    ) is null then ends.status
                    else refuse_end(held.n - 1, held.status, held.decision, result, evaluation)
                end
                when spent.runs >= held.max_attempts then 'failed'
                else 'received'
            end as to_status,
            spent.runs,
            case
                when held.error is null and p.key is not null then 'policy:' || p.key || '@' || p.version
                else 'worker:' || held.worker_id
            end as actor
        from (select distinct on (job_id) * from held order by job_id, n) as held
        left join outcome_ends() as ends on ends.outcome = held.evaluation ->> 'outcome'
        left join policies as p
            on p.key = held.evaluation ->> 'policy_key'
            and p.version = (held.evaluation ->> 'policy_version')::integer
        -- Asked in the case: as a condition of the join, some plans asked it for each row.
        cross join lateral (
            select case
                when held.error is not null then runs_spent(held.request_id, held.job_id)
            end as runs
        ) as spent
    ),

    ended as (
        update procrastinate_jobs as j
        set status = (case b.to_status
                when 'received' then 'todo' when 'failed' then 'failed' else 'succeeded'
            end)::procrastinate_job_status,
            attempts = j.attempts + 1,
            abort_requested = false,
            -- A job that ended has no owner: deleting a worker's row must not change old jobs.
            worker_id = null,
            -- 2, 4, 8 … seconds, at most 5 minutes; the jitter keeps retries from coming together.
            scheduled_at = case
                when b.to_status = 'received'
                    then now() + least(300, 2 ^ least(b.runs, 10))
                    * (0.5 + random() / 2) * interval '1 second'
                else j.scheduled_at
            end
        from budgeted as b
        where j.id = b.job_id
    ),

    moved as (
        update banking_requests as r
        set status = b.to_status, status_xid = pg_current_xact_id(), updated_at = now()
        from budgeted as b
        where r.id = b.request_id and b.to_status <> 'received'
    ),

    evaluated as (
        insert into evaluations (
            job_id, attempt, request_id, outcome, policy_key, policy_version, policy_sha256,
            facts, fired, reference, known, causes
        )
        select b.job_id, b.attempt, b.request_id, e ->> 'outcome', e ->> 'policy_key',
            (e ->> 'policy_version')::integer, e ->> 'policy_sha256', e -> 'facts', e -> 'fired',
            e -> 'reference', e -> 'known', b.causes
        from (select budgeted.*, evaluation as e from budgeted) as b
        where b.error is null
    ),

    -- One look for each type and outcome of the batch, and none where nothing is left to people.
    demanded as materialized (
        select asked.request_type, asked.outcome, asked.two, d.stages, d.version_id
        from (
            select distinct b.request_type, b.evaluation ->> 'outcome' as outcome,
                asks_for_two(b.evaluation) as two
            from budgeted as b
            where b.to_status = 'awaiting_approval'
        ) as asked
        cross join lateral strictest_stages(asked.request_type, asked.outcome, asked.two) as d
    ),

    asked as materialized (
        select b.job_id, b.attempt, b.request_id, b.evaluation, b.causes, d.version_id,
            -- The same payload again does not start its time anew.
            coalesce(
                case
                    when before.is_there
                        then demanded_again(b.request_id, b.request_type, d.outcome, d.two)
                end,
                d.stages
            ) as stages,
            case
                when before.is_there then ops.questions_shown(b.request_id, b.job_id)
            end as questions,
            x.amount, x.currency
        from budgeted as b
        inner join demanded as d
            on d.request_type = b.request_type
            and d.outcome = b.evaluation ->> 'outcome'
            and d.two = asks_for_two(b.evaluation)
        inner join banking_requests as r on r.id = b.request_id
        cross join lateral exposure_of(b.request_type, r.payload, b.evaluation -> 'facts') as x
        -- Two probes for each: the functions for all of them took 0.4 ms each.
        cross join lateral (
            select exists (
                select from approvals as a where a.request_id = b.request_id
            ) or exists (
                select from request_answers as a where a.request_id = b.request_id
            ) as is_there
        ) as before
        where b.to_status = 'awaiting_approval'
    ),

    opened as (
        insert into approvals (
            job_id, attempt, request_id, digest, exposure_amount, exposure_currency, digest_form
        )
        select b.job_id, b.attempt, b.request_id, (
            select ops.approval_digest(
                r,
                jsonb_populate_record(
                    null::evaluations, b.evaluation
                    || jsonb_build_object('job_id', b.job_id, 'attempt', b.attempt, 'causes', b.causes)
                ),
                ops.demand_shown(b.stages, b.amount, b.currency),
                b.questions
            )
            from banking_requests as r
            where r.id = b.request_id
        ),
        b.amount, b.currency, case when b.questions is null then 4 else 5 end
        from asked as b
    ),

    staged as (
        insert into approval_stages (
            job_id, attempt, stage, role, votes, due_at, expires_at, demands_version_id
        )
        select b.job_id, b.attempt, s.stage, s.role, s.votes, s.due_at, s.expires_at, b.version_id
        from asked as b
        cross join lateral jsonb_to_recordset(b.stages) as s (
            stage integer, role text, votes integer, due_at timestamptz, expires_at timestamptz
        )
    ),

    decided as (
        insert into decisions (request_id, decision, decided_by, actor, job_id, attempt)
        select b.request_id, b.decision, 'policy', b.actor, b.job_id, b.attempt
        from budgeted as b where b.to_status = 'processed'
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result, trace_id
        )
        select
            b.request_id,
            case when b.to_status = 'received' then 'attempt_failed' else b.to_status end,
            b.actor, 'received', b.to_status, b.job_id, b.attempt,
            case
                when b.error is not null then jsonb_build_object(
                    'error', left(b.error, 200), 'runs', b.runs, 'max_attempts', b.max_attempts
                )
                else b.result || coalesce(b.told, '{}')
            end,
            b.trace_id
        from budgeted as b
        order by b.n
    ),

    cleared as (
        delete from suspect_jobs as s using budgeted as b
        where s.job_id = b.job_id and b.to_status <> 'received'
    )

    select
        given.n - 1,
        case
            when b.n = given.n and b.to_status = 'awaiting_approval'
                and b.evaluation #>> '{fired,0,rule_id}' = 'DECISIONS-STOPPED' then 'stopped'
            when b.n = given.n then 'settled'
            when b.n is not null then 'lost'
            when not fence_holds(given.job_id, given.worker_id, given.attempts, given.request_id)
                then 'lost'
            when given.again then 'again'
            else 'busy'
        end
    from given
    left join budgeted as b on b.job_id = given.job_id
    order by given.n;
    if has_pairs then perform settle_exceptions(items); end if;
    if has_causes then perform submit_follow_ups(items), store_trades(items); end if;
end
$$;

comment on function bankagent.settle_jobs(jsonb) is
'Commit the results of attempts, all rows of each together, and what follows. items: '
'[{"job_id", "worker_id", "attempts", "request_id", and "error" or "status", "decision"?, '
'"result", "evaluation", "causes"?: {"approved" or "rejected": {"follow_ups"?: [{"client_id", '
'"request_type", "payload", "reason"}], "trade"?: {"number"?, "version", "action", "uti"?, '
'"source", "record_number", "trade"?}}}]. Causes wait for people where they decide. Returns a '
'disposition for each item (counted from 0): settled; stopped (settled, but people decide, since '
'automatic decisions are stopped); lost (the attempt no longer owns its request: '
'nothing was written); busy (another session holds a lock: send it again); again (nothing was '
'written, and the job is the worker''s: decide it anew, see decide_anew). Of several items for one '
'job the first counts. BA422: the end contradicts its evaluation, or a cause is wrong.';
