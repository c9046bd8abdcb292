create or replace function ops.request_history(p_request_id bigint)
returns table (at timestamptz, story text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        a.created_at,
        case a.action
            when 'received' then format(
                '%s submitted the request%s; job %s was queued.',
                a.actor, ' on behalf of ' || nullif(r.on_behalf_of, ''), a.job_id
            )
            when 'attempt_failed' then format(
                'Attempt %s ended in an error (%s), run %s of %s; it will be tried again.',
                a.attempt, a.result ->> 'error', a.result ->> 'runs', a.result ->> 'max_attempts'
            )
            when 'attempt_lost' then format(
                'Attempt %s was lost: worker %s died. The job was taken back.',
                a.attempt, coalesce(a.result ->> 'worker_id', '(unknown)')
            )
            when 'failed' then format(
                'Attempt %s spent the retry budget of %s (%s); set aside for an operator.',
                a.attempt, a.result ->> 'max_attempts',
                coalesce(a.result ->> 'error', 'its workers died')
            )
            when 'voted' then case
                when v.verdict = 'escalate' then format(
                    '%s escalated it to the next level (%s): %s', a.actor, v.escalation_code, v.reason
                )
                else format('%s voted %s: %s', a.actor, a.result ->> 'verdict', v.reason)
            end
            when 'requeued' then format(
                '%s gave the request a new job, %s%s.', a.actor, a.job_id,
                ': ' || (a.result ->> 'reason')
            )
            when 'payload_replaced' then format(
                '%s replaced the payload (version %s); job %s was queued.',
                a.actor, a.result ->> 'version', a.job_id
            )
            when 'answered' then format(
                '%s answered the question; job %s was queued.', a.actor, a.job_id
            )
            when 'escalated' then format(
                'Stage %s is overdue since %s: it is for %s now.', a.result ->> 'stage',
                a.result ->> 'due_at',
                coalesce('the role ' || nullif(a.result ->> 'role', 'any'), 'any reviewer')
            )
            when 'claimed' then format(
                '%s has it in hand until %s UTC.', a.actor,
                to_char(w.owned_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
            )
            when 'released' then format('%s gave it back to the team%s', a.actor, said.why)
            when 'assigned' then format('%s gave it to %s%s', a.actor, w.owner, said.why)
            when 'handed_back' then format(
                '%s handed it back to %s%s', a.actor, coalesce(w.owner, 'the team'), said.why
            )
            when 'moved' then format('%s moved it to the team %s%s', a.actor, w.team, said.why)
            when 'snoozed' then case
                when w.snoozed_until is null then format('%s ended its snooze%s', a.actor, said.why)
                else format(
                    '%s snoozed it until %s UTC%s', a.actor,
                    to_char(w.snoozed_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), said.why
                )
            end
            when 'commented' then format('%s told its caller: %s', a.actor, c.text)
            when 'exception_moved' then format(
                '%s moved exception %s from %s to %s.', a.actor, a.result ->> 'exception_id',
                a.result ->> 'from_state', a.result ->> 'to_state'
            )
            when 'exception_reopened' then format(
                '%s reopened exception %s: request %s compares the pair again.', a.actor,
                a.result ->> 'exception_id', a.result ->> 'reopened_by'
            )
            when 'calls_approved' then format(
                '%s approved the tool calls that its agent asked for; job %s was queued.',
                a.actor, a.job_id
            )
            when 'calls_denied' then format(
                '%s denied the tool calls that its agent asked for; job %s was queued.',
                a.actor, a.job_id
            )
            when 'findings_given' then format(
                '%s gave findings on the case (%s); job %s was queued.',
                a.actor, ops.findings_in_words(a.result -> 'findings'), a.job_id
            )
            when 'findings_noted' then format(
                '%s gave findings on the case (%s).', a.actor, ops.findings_in_words(a.result -> 'findings')
            )
            when 'cancelled' then format('%s cancelled the request.', a.actor)
            else case
                when a.result ? 'exception_id' then format('%s: %s', a.actor, a.result ->> 'summary')
                when a.result ->> 'reason' = 'expired' then a.result ->> 'summary'
                when a.from_status = 'awaiting_approval' and a.to_status = 'processed' then format(
                    '%s by people: the vote of %s decided.', initcap(a.result ->> 'decision'), a.actor
                )
                when a.from_status = 'awaiting_approval' and a.to_status = 'needs_info'
                    then format('Back to the caller, of whom %s asks for more.', a.actor)
                when a.result ? 'summary'
                    then format('Attempt %s, %s: %s', a.attempt, a.actor, a.result ->> 'summary')
                else format('%s: from %s to %s.', a.actor, a.from_status, a.to_status)
            end
        end
    from agent_audit_log as a
    inner join banking_requests as r on r.id = a.request_id
    left join votes as v
        on a.action = 'voted' and v.request_id = a.request_id
        and v.id::text = a.result ->> 'vote_id'
    left join work_moves as w on w.audit_entry_id = a.id
    left join request_comments as c on c.audit_entry_id = a.id
    cross join lateral (values (coalesce(': ' || w.reason, '.'))) as said (why)
    where a.request_id = p_request_id
    order by a.id
$$;

comment on function ops.request_history(bigint) is
'List the audit trail of one request in sentences, oldest first. Votes are included. Example: '
'select at, story from ops.request_history(7).';
