create or replace function bankagent.close_ui_session(p_cookie_sha256 text)
returns boolean
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may close no session: people log out at the pages',
            session_user using errcode = 'BA403';
    end if;
    update ui_sessions as s
    set ended_at = clock_timestamp(), end_reason = 'logout'
    where s.cookie_sha256 = p_cookie_sha256 and s.ended_at is null;
    return found;
end
$$;

comment on function bankagent.close_ui_session(text) is
'Logout from the pages. Returns true where the session had not ended before. For the API''s '
'session alone. Example: select bankagent.close_ui_session(''5f0d…''). BA403: another session.';
