create or replace function bankagent.asks_for_calls(p_evaluation bankagent.evaluations)
returns boolean
language sql immutable
set search_path to pg_catalog, pg_temp
return coalesce(jsonb_array_length(nullif(
    (p_evaluation).known #> '{answers,0,calls}', 'null'
)) > 0, false);

comment on function bankagent.asks_for_calls(bankagent.evaluations) is
'Test of an evaluation: true where its agent asks people for tool calls.';

create or replace function bankagent.decide_calls(
    p_approval bankagent.approvals, p_vote_id bigint, p_verdict text, p_digest text, p_actor text
)
returns void
language plpgsql
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    told jsonb := jsonb_build_object('vote_id', p_vote_id, 'verdict', p_verdict, 'digest', p_digest);
begin
    insert into agent_audit_log (
        request_id, action, actor, from_status, to_status, job_id, attempt, result
    )
    values (
        p_approval.request_id, 'voted', p_actor, 'awaiting_approval', 'awaiting_approval',
        p_approval.job_id, p_approval.attempt, told
    );
    if renew_job(
        p_approval.request_id, 'awaiting_approval', p_actor,
        case p_verdict when 'approve' then 'calls_approved' else 'calls_denied' end, told
    ) is null then
        raise exception 'request % still has an open job: look at ops.audit_gaps',
            p_approval.request_id using errcode = 'BA409';
    end if;
    update approvals as a
    set closed_at = now()
    where a.job_id = p_approval.job_id and a.attempt = p_approval.attempt;
end
$$;

comment on function
bankagent.decide_calls(bankagent.approvals, bigint, text, text, text) is
'End an approval of tool calls, by the vote that decided it. The request goes back to its agent '
'with a new job, which is queued in the transaction of the vote: nothing else of it is decided.';
