create or replace function bankagent.client_reason_fault(p_verdict text, p_client_reason text)
returns text
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select case
        when p_client_reason is null then null
        when p_verdict <> 'reject' then 'must be left out: only a rejection has words for the client'
        when is_blank(p_client_reason) or char_length(p_client_reason) > 2000
            then 'must have 1 to 2000 characters, or be left out'
    end
$$;

comment on function bankagent.client_reason_fault(text, text) is
'Fault of a vote''s words for the client; null where there is none.';

create or replace function bankagent.cast_vote(
    p_request_id bigint,
    p_verdict text,
    p_reason text,
    p_digest text,
    p_actor text,
    p_traceparent text,
    p_override_code text,
    p_client_reason text
)
returns table (vote_id bigint, status text, decision text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := coalesce(p_actor, session_user);
    request banking_requests;
    approval approvals;
    evaluation evaluations;
    machines_result jsonb;
    state record;
    rests_on record;
    fault text;
    n_votes integer;
    caused jsonb;
    closing jsonb;
begin
    if p_verdict is null or p_verdict not in ('approve', 'reject', 'needs_info') then
        raise exception 'verdict must be approve, reject or needs_info' using
            errcode = 'BA422', column = 'verdict', hint = 'must be approve, reject or needs_info';
    end if;
    if p_reason is null or is_blank(p_reason) or char_length(p_reason) > 2000 then
        raise exception 'reason must say why, in 1 to 2000 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 2000 characters';
    end if;
    fault := client_reason_fault(p_verdict, p_client_reason);
    if fault is not null then
        raise exception 'client_reason %', fault using
            errcode = 'BA422', column = 'client_reason', hint = fault;
    end if;
    -- A view or a function of another role runs with its reader's session_user: read in psql, it
    -- would cast the reader's vote.
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may not vote: people vote through the API, the command line '
            '(bankagent approval vote) or a page', session_user using errcode = 'BA403';
    end if;
    if not exists (
        select from reviewers as v where v.name = by_whom and v.disabled_at is null
    ) then
        raise exception '% may not vote: only people who are reviewers here may', by_whom
            using errcode = 'BA403';
    end if;

    perform set_traceparent(p_traceparent);
    request := lock_request(p_request_id);
    perform hold_reviewer(by_whom);
    approval := check_vote(request, by_whom, p_digest);
    select * into evaluation
    from evaluations as e
    where e.job_id = approval.job_id and e.attempt = approval.attempt;
    fault := override_fault(evaluation, p_verdict, p_override_code);
    if fault is not null then
        raise exception 'override_code %', fault using
            errcode = 'BA422', column = 'override_code', hint = fault;
    end if;
    select s.* into rests_on from stage_fault(request, approval, by_whom) as s;
    -- What check_vote found a moment ago may have ended meanwhile.
    if rests_on.fault is not null then
        raise exception '% may not vote on request %: %', by_whom, p_request_id, rests_on.fault
            using errcode = 'BA403';
    end if;
    insert into votes (
        request_id, job_id, attempt, reviewer, maker, on_behalf_of, payload_author, verdict, reason,
        digest, shown_digest, stage, authority_id, override_code, client_reason
    )
    values (
        p_request_id, approval.job_id, approval.attempt, by_whom, request.maker,
        request.on_behalf_of, payload_author(p_request_id), p_verdict, p_reason,
        approval.digest, nullif(p_digest, approval.digest), rests_on.stage, rests_on.authority_id,
        p_override_code, p_client_reason
    )
    returning id into vote_id;
    select s.* into state from voting_state(approval.job_id, approval.attempt) as s;
    if state.decision is not null and asks_for_calls(evaluation) then
        perform decide_calls(approval, vote_id, p_verdict, p_digest, by_whom);
        status := 'received';
        decision := null;
        return next;
        return;
    end if;
    select count(*) into n_votes
    from votes as v
    where v.job_id = approval.job_id and v.attempt = approval.attempt and v.verdict = 'approve';
    select a.result into machines_result
    from agent_audit_log as a
    where a.request_id = p_request_id
        and a.job_id = approval.job_id
        and a.attempt = approval.attempt
        and a.action = 'awaiting_approval';
    caused := caused_by_vote(request, evaluation.causes, state.decision);
    closing := closed_by_vote(
        request, evaluation.known -> 'comparison', state.decision, by_whom
    );

    with decided as (
        insert into decisions (request_id, decision, decided_by, actor, job_id, attempt)
        select p_request_id, state.decision, 'people', by_whom, approval.job_id, approval.attempt
        where state.decision is not null
    ),

    closed as (
        update approvals as a
        set closed_at = now()
        where a.job_id = approval.job_id and a.attempt = approval.attempt and state.is_decided
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result
        )
        select
            p_request_id, entry.action, by_whom, 'awaiting_approval', entry.to_status,
            approval.job_id, approval.attempt, entry.result
        from (
            values
            (
                1, true, 'voted', 'awaiting_approval',
                case
                    when state.is_decided then '{}'
                    -- Callers read the result of the last entry: it says what is waited for.
                    else voted_result(machines_result, evaluation, p_verdict, false, n_votes)
                end
                || jsonb_build_object('vote_id', vote_id, 'verdict', p_verdict, 'digest', p_digest)
            ),
            (
                2, state.is_decided, state.status, state.status,
                voted_result(machines_result, evaluation, p_verdict, true, n_votes)
                || jsonb_build_object('vote_id', vote_id)
                || coalesce(caused -> 'told', '{}') || closing
            )
        ) as entry (n, applies, action, to_status, result)
        where entry.applies
        order by entry.n
    )

    update banking_requests as r
    set status = state.status, status_xid = pg_current_xact_id(), updated_at = now()
    where r.id = p_request_id and state.is_decided;
    if caused is not null then
        perform submit_follow_ups(jsonb_build_array(caused)), store_trades(jsonb_build_array(caused));
    end if;

    perform close_by_match(
        closing -> 'closed_exceptions', p_request_id,
        evaluation.known #>> '{comparison,match}', by_whom
    );

    status := state.status;
    decision := state.decision;
    return next;
end
$$;

comment on function bankagent.cast_vote(bigint, text, text, text, text, text, text, text) is
'Vote of a reviewer on a request that awaits approval. For the API''s session alone. p_verdict is '
'approve, reject or needs_info, p_reason says why (1 to 2000 characters), p_digest is that of '
'ops.approvals_open, p_actor is the reviewer. p_override_code says in a word why a vote goes '
'against what the policy recommended (override_codes). p_client_reason has the words of a '
'rejection that may reach the client; null where none may. The vote rests on an authority of the '
'reviewer and on the stage that waits; a request is approved once all stages have their votes. '
'Returns the number of the vote, the new status and the decision. Example: select * from '
'bankagent.cast_vote(7, ''approve'', ''within the limit'', ''5f0d…'', ''anna'', null, null, null). '
'BA404: there is no such request. BA403: the maker, the author of the payload, the person for '
'whom it was made, no reviewer, no authority that covers it, or another session. BA409: it does '
'not wait, a second vote of one person, or a trade that has changed meanwhile. What the decision '
'causes is submitted and stored with it, and a pair that matches closes its exceptions. Where an '
'agent asks for tool calls, the votes decide on these: its request goes on as received. '
'BA412: the request has changed, read it again. BA422: a field is wrong.';

-- As it was before there were codes, for what still calls it so.
create or replace function bankagent.cast_vote(
    p_request_id bigint,
    p_verdict text,
    p_reason text,
    p_digest text,
    p_actor text default null,
    p_traceparent text default null
)
returns table (vote_id bigint, status text, decision text)
language sql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
    select v.vote_id, v.status, v.decision
    from cast_vote(
        p_request_id, p_verdict, p_reason, p_digest, p_actor, p_traceparent, null, null
    ) as v
$$;

comment on function bankagent.cast_vote(bigint, text, text, text, text, text) is
'Vote of a reviewer on a request, without code or words for the client. Example: '
'select * from bankagent.cast_vote(7, ''approve'', ''within the limit'', ''5f0d…'', ''anna''). '
'Errors are as with them.';
