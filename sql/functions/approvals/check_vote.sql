create or replace function bankagent.check_vote(
    p_request bankagent.banking_requests, p_reviewer text, p_digest text
)
returns bankagent.approvals
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    approval approvals;
    evaluation evaluations;
    earlier votes;
    exception_id bigint;
    fault text;
begin
    perform check_decider(p_request, p_reviewer);
    select * into approval
    from approvals as a
    where a.request_id = p_request.id
    order by a.job_id desc, a.attempt desc
    limit 1;
    select v.* into earlier
    from votes as v
    where v.job_id = approval.job_id
        and v.attempt = approval.attempt
        and person_key(v.reviewer) = person_key(p_reviewer);
    if found then
        raise exception '% has voted on request % already (%); it is now %',
            earlier.reviewer, p_request.id, earlier.verdict, p_request.status using errcode = 'BA409';
    end if;
    if p_request.status <> 'awaiting_approval' or approval.job_id is null
        or approval.closed_at is not null
    then
        raise exception 'request % is %: only a request that awaits approval takes a vote',
            p_request.id, p_request.status using errcode = 'BA409';
    end if;
    select x.id into exception_id
    from trade_exceptions as x
    where x.request_id = p_request.id and x.closed_at is null;
    if found then
        raise exception 'request % has the open exception %: close it, or vote on a proposal about it',
            p_request.id, exception_id using errcode = 'BA409';
    end if;
    select * into evaluation
    from evaluations as e
    where e.job_id = approval.job_id and e.attempt = approval.attempt;
    -- The digest is computed again: a superuser may have changed the request without a verb.
    if p_digest is distinct from ops.digest_shown(approval)
        or approval.digest is distinct from ops.approval_digest_of(approval, p_request, evaluation)
    then
        raise exception 'request % has changed since this digest was read: read it again, and vote '
            'with its new digest', p_request.id using errcode = 'BA412';
    end if;
    select s.fault into fault from stage_fault(p_request, approval, p_reviewer) as s;
    if fault is not null then
        raise exception '% may not vote on request %: %', p_reviewer, p_request.id, fault
            using errcode = 'BA403';
    end if;
    return approval;
end
$$;

comment on function bankagent.check_vote(bankagent.banking_requests, text, text) is
'Approval on which a reviewer may vote with this digest. BA403: the reviewer made the request or '
'its payload, it was made on their behalf, or no authority of theirs covers the stage that waits. '
'BA409: it does not await approval, has an open exception, or a vote of this reviewer. '
'BA412: the digest is stale.';
