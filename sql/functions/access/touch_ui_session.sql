create or replace function bankagent.touch_ui_session(
    p_cookie_sha256 text, p_by_person boolean default true
)
returns table (
    state text, holder_type text, holder text, scopes text[], role text, opened_at timestamptz
)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    at timestamptz := clock_timestamp();
begin
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may use no session: people log in at the pages',
            session_user using errcode = 'BA403';
    end if;
    -- One write in 30 seconds, however many pages are read. A stream that an open page keeps up by
    -- itself must not keep the session alive.
    update ui_sessions as s
    set seen_at = at
    where p_by_person
        and s.cookie_sha256 = p_cookie_sha256
        and s.seen_at < at - interval '30 seconds'
        and ui_session_state(s, at) = 'works';
    return query
    select ui_session_state(s, at), k.kind, k.holder, c.scopes, r.role, s.opened_at
    from ui_sessions as s
    inner join api_keys as k on k.id = s.key_id
    left join callers as c on c.name = k.caller
    left join reviewers as r on r.name = k.reviewer
    where s.cookie_sha256 = p_cookie_sha256;
end
$$;

comment on function bankagent.touch_ui_session(text, boolean) is
'Holder of a session at the pages, and its state. No row where no session has '
'this cookie. Notes that a page was read, while the session works. For the API''s session alone. '
'Example: select * from bankagent.touch_ui_session(''5f0d…''). BA403: another session.';
