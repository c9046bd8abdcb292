create or replace function bankagent.checked_reviewer(p_actor text)
returns text
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := coalesce(p_actor, session_user);
begin
    -- As cast_vote: a view or a function of another role runs with its reader's session_user.
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may not work on requests, exceptions or cases: people do so '
            'through the API, the command line (bankagent approval, exception, case) or a page',
            session_user using errcode = 'BA403';
    end if;
    if not exists (
        select from reviewers as v where v.name = by_whom and v.disabled_at is null
    ) then
        raise exception '% may not work on requests, exceptions or cases: only people who are reviewers here may',
            by_whom using errcode = 'BA403';
    end if;
    perform hold_reviewer(by_whom);
    return by_whom;
end
$$;

comment on function bankagent.checked_reviewer(text) is
'Reviewer who works on a request or an exception, as the API names them. BA403: another '
'session, or no reviewer.';

create or replace function bankagent.checked_reason(p_reason text)
returns text
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
begin
    if p_reason is null or is_blank(p_reason) or char_length(p_reason) > 2000 then
        raise exception 'reason must say why, in 1 to 2000 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 2000 characters';
    end if;
    return p_reason;
end
$$;

comment on function bankagent.checked_reason(text) is
'Reason as it is given, 1 to 2,000 characters. BA422: there is none, or it is longer.';

create or replace function bankagent.lock_exception(p_exception_id bigint)
returns bankagent.trade_exceptions
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    exception trade_exceptions;
begin
    -- The request's lock is the exception's, too: all verbs take it first.
    select x.* into exception from trade_exceptions as x where x.id = p_exception_id;
    if not found then
        raise exception 'exception % does not exist', coalesce(p_exception_id::text, 'null')
            using errcode = 'BA404';
    end if;
    perform lock_request(exception.request_id);
    select x.* into exception from trade_exceptions as x where x.id = p_exception_id;
    return exception;
end
$$;

comment on function bankagent.lock_exception(bigint) is
'Lock an exception, by its job and its request; return it. BA404: there is none of this number.';
