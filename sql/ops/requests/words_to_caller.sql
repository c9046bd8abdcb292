create or replace function ops.words_to_caller(
    p_action text, p_request_id bigint, p_job_id bigint, p_attempt integer
)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
-- jsonb prints the time of the question in the time zone of the session.
set timezone to 'UTC'
as $$
    select case p_action
        when 'processed' then (
            select jsonb_build_object('reason', w.reason, 'client_reason', w.client_reason)
            from (
                select 1 as n, v.reason, v.client_reason
                from votes as v
                where v.job_id = p_job_id and v.attempt = p_attempt and v.verdict = 'reject'
                union all
                select 2 as n, x.closed_reason as reason, null as client_reason
                from trade_exceptions as x
                inner join exception_states as s on s.state = x.state and s.decision = 'rejected'
                where x.request_id = p_request_id and x.job_id = p_job_id and x.attempt = p_attempt
            ) as w
            order by w.n
            limit 1
        )
        when 'needs_info' then (
            select jsonb_build_object(
                'question', jsonb_build_object('text', v.reason, 'role', a.role, 'at', v.created_at)
            )
            from votes as v
            left join authorities as a on a.id = v.authority_id
            where v.job_id = p_job_id
                and v.attempt = coalesce(p_attempt, v.attempt)
                and v.verdict = 'needs_info'
            order by v.id desc
            limit 1
        )
    end
$$;

comment on function ops.words_to_caller(text, bigint, bigint, integer) is
'Words of a reviewer that reach the caller with an audit entry. Of processed: reason and '
'client_reason of a rejection; of needs_info: question, with text, role and at. Null where people '
'said nothing. p_attempt is null for the latest of the job. Example: select '
'ops.words_to_caller(action, request_id, job_id, attempt) from bankagent.agent_audit_log where '
'request_id = 7.';
