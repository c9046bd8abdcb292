create or replace function bankagent.confirm_waiver(
    p_request_id bigint,
    p_waiver_id bigint,
    p_actor text default null,
    p_traceparent text default null
)
returns text
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
declare
    by_whom text := checked_reviewer(p_actor);
    request banking_requests;
    waiver requirement_waivers;
    entry_id bigint;
begin
    perform set_traceparent(p_traceparent);
    request := lock_case(p_request_id, by_whom);
    select w.* into waiver
    from requirement_waivers as w
    where w.id = p_waiver_id and w.request_id = p_request_id;
    if not found then
        raise exception 'request % has no waiver %', p_request_id, coalesce(p_waiver_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if person_key(waiver.reviewer) = person_key(by_whom) then
        raise exception '% asked for waiver % and cannot confirm it: another person must',
            by_whom, p_waiver_id using errcode = 'BA403';
    end if;
    if exists (select from waiver_confirmations as c where c.waiver_id = p_waiver_id) then
        raise exception 'waiver % is confirmed already', p_waiver_id using errcode = 'BA409';
    end if;
    if waiver.until < (clock_timestamp() at time zone 'UTC')::date then
        raise exception 'waiver % counted until %: it is over', p_waiver_id, waiver.until
            using errcode = 'BA409';
    end if;
    entry_id := enter_findings(request, by_whom, jsonb_build_object('confirmations', 1), true);
    insert into waiver_confirmations (
        waiver_id, request_id, proposer, reviewer, maker, on_behalf_of, audit_entry_id
    )
    values (
        p_waiver_id, p_request_id, waiver.reviewer, by_whom, request.maker, request.on_behalf_of,
        entry_id
    );
    return (select r.status from banking_requests as r where r.id = p_request_id);
end
$$;

comment on function bankagent.confirm_waiver(bigint, bigint, text, text) is
'Confirm a waiver of a case as its second person. For the API''s session alone. The case goes back '
'to evaluation. Returns the status. Example: select bankagent.confirm_waiver(7, 3, ''ben''). '
'BA403: the person who asked for it, the maker, no reviewer, no authority that covers the case, '
'or another session. BA404: no such waiver. BA409: it is confirmed already, or over, or the case '
'takes no findings.';
