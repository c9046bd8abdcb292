create or replace function bankagent.sees_request(
    p_reviewer text, p_request bankagent.banking_requests
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select ops.covers_request(
        p_reviewer, p_request.request_type, p_request.payload ->> 'desk'
    )
$$;

comment on function bankagent.sees_request(text, bankagent.banking_requests) is
'Test of a reviewer: true where one of their authorities is for a request. It is in force for its '
'type and desk, in any role and up to any amount.';

create or replace function bankagent.work_fault(
    p_request bankagent.banking_requests, p_reviewer text
)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select coalesce(
        decider_fault(p_request, p_reviewer),
        case when not sees_request(p_reviewer, p_request) then format(
            'no authority of %s is for the type %s%s', p_reviewer, p_request.request_type,
            ' and the desk ' || (p_request.payload ->> 'desk')
        ) end,
        (
            select format('%s has voted on it already (%s)', p_reviewer, v.verdict)
            from approvals as a
            inner join votes as v on v.job_id = a.job_id and v.attempt = a.attempt
            where a.request_id = p_request.id
                and a.closed_at is null
                and person_key(v.reviewer) = person_key(p_reviewer)
        )
    )
$$;

comment on function bankagent.work_fault(bankagent.banking_requests, text) is
'Fault for which a reviewer cannot have a request in hand; else null. They may '
'never decide it, see nothing of its type, or have voted on it.';

create or replace function bankagent.check_owner(
    p_item ops.work_items, p_reviewer text, p_is_claim boolean
)
returns void
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if p_item.owner is null or p_item.owner = p_reviewer then
        return;
    end if;
    if p_item.owned_until is not null then
        raise exception '% has request % in hand until % UTC: ask for it, or wait until then',
            p_item.owner, p_item.request_id,
            to_char(p_item.owned_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
            using errcode = 'BA409';
    elsif p_is_claim then
        raise exception 'request % is assigned to %, without an end: assign it to yourself to take it',
            p_item.request_id, p_item.owner using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.check_owner(ops.work_items, text, boolean) is
'Refuse a move of an item that another reviewer has in hand. A claim holds off all moves; what was '
'assigned, without an end, only a claim. BA409.';
