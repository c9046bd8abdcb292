create or replace function bankagent.comment_on_request(
    p_request_id bigint,
    p_visibility text,
    p_text text,
    p_actor text default null,
    p_traceparent text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_reviewer(p_actor);
    request banking_requests;
    comment_id bigint;
begin
    if p_visibility is null or p_visibility not in ('internal', 'caller') then
        raise exception 'visibility must be internal or caller' using
            errcode = 'BA422', column = 'visibility', hint = 'must be internal or caller';
    end if;
    if p_text is null or is_blank(p_text) or char_length(p_text) > 4000 then
        raise exception 'text must say something, in 1 to 4000 characters' using
            errcode = 'BA422', column = 'text', hint = 'must say something, in 1 to 4000 characters';
    end if;
    perform set_traceparent(p_traceparent);
    request := lock_request(p_request_id);
    if not sees_request(by_whom, request) then
        raise exception '% may not comment on request %: %', by_whom, p_request_id,
            work_fault(request, by_whom) using errcode = 'BA403';
    end if;
    -- Taken before, so that the entry names it.
    comment_id := nextval('request_comments_id_seq');
    with entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, result
        )
        select
            request.id, 'commented', by_whom, request.status, request.status, request.job_id,
            jsonb_build_object('comment_id', comment_id)
        where p_visibility = 'caller'
        returning id
    )

    insert into request_comments (id, request_id, visibility, text, author, audit_entry_id)
    overriding system value
    values (
        comment_id, request.id, p_visibility, p_text, by_whom, (select e.id from entered as e)
    );
    return comment_id;
end
$$;

comment on function bankagent.comment_on_request(bigint, text, text, text, text) is
'Comment on a request, in any status. For the API''s session alone. p_visibility is internal, or '
'caller: then its caller reads it, and its audit trail has an entry. Returns the number of the '
'comment. Example: select bankagent.comment_on_request(7, ''internal'', ''The desk looks for '
'it.'', ''anna''). BA403: no reviewer, one who sees nothing of its type, or another session. '
'BA404: there is no such request. BA422: a field is wrong.';
