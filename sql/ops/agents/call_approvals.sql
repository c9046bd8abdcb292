create or replace view ops.call_approvals as
select
    a.request_id,
    a.job_id,
    a.attempt,
    (c.value ->> 'run')::integer as run,
    c.value ->> 'tool_call_id' as tool_call_id,
    c.value ->> 'name' as name,
    c.value ->> 'arguments_sha256' as arguments_sha256,
    case t.action
        when 'calls_approved' then 'approved'
        when 'calls_denied' then 'denied'
        else case when a.closed_at is null then 'waiting' else 'ended' end
    end as verdict,
    a.opened_at,
    t.created_at as decided_at,
    t.actor as decided_by,
    -- The vote's reason is for the bank; only what may leave it reaches a model.
    t.client_reason as words
from bankagent.approvals as a
inner join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
cross join lateral jsonb_array_elements(e.known #> '{answers,0,calls}') as c (value)
left join lateral (
    select u.action, u.created_at, u.actor, v.client_reason
    from bankagent.agent_audit_log as u
    inner join bankagent.votes as v on v.id = (u.result ->> 'vote_id')::bigint
    where
        u.request_id = a.request_id
        and u.action in ('calls_approved', 'calls_denied')
        and v.job_id = a.job_id
        and v.attempt = a.attempt
) as t on true
where jsonb_typeof(e.known #> '{answers,0,calls}') = 'array';

comment on view ops.call_approvals is
'Approvals of tool calls: what an agent asked to do, and what people said. One row for each call '
'of an approval. Example: select request_id, name, verdict from ops.call_approvals '
'where verdict = ''waiting''.';
comment on column ops.call_approvals.request_id is 'Request; banking_requests.id.';
comment on column ops.call_approvals.job_id is 'Job whose attempt asked; procrastinate_jobs.id.';
comment on column ops.call_approvals.attempt is 'Attempt that asked, counted from 1.';
comment on column ops.call_approvals.run is
'Run of the agent. A verdict is about this run alone: an agent that has changed asks again.';
comment on column ops.call_approvals.tool_call_id is 'Id of the call, as the model gave it.';
comment on column ops.call_approvals.name is 'Name of the tool.';
comment on column ops.call_approvals.arguments_sha256 is
'SHA-256, in hex, of the arguments. A verdict is about these alone.';
comment on column ops.call_approvals.verdict is
'Verdict: waiting, approved, denied, or ended. Ended: the approval was closed without a verdict on '
'the call, by a question to the caller, a cancellation, or the end of its time.';
comment on column ops.call_approvals.opened_at is 'Time of the question (UTC).';
comment on column ops.call_approvals.decided_at is 'Time of the verdict (UTC); null without one.';
comment on column ops.call_approvals.decided_by is 'Reviewer whose vote decided; null without one.';
comment on column ops.call_approvals.words is
'Words of a denial that may leave the bank. The agent is told them.';
