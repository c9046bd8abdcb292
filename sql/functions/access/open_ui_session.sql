create or replace function bankagent.open_ui_session(
    p_key_id text, p_cookie_sha256 text, p_replaces_sha256 text default null
)
returns timestamptz
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    opened ui_sessions;
begin
    if not is_session_of('bankagent_api') then
        raise exception 'database user % may open no session: people log in at the pages',
            session_user using errcode = 'BA403';
    end if;
    insert into ui_sessions (cookie_sha256, key_id) values (p_cookie_sha256, p_key_id)
    returning * into opened;
    if ui_session_state(opened, clock_timestamp()) <> 'works' then
        raise exception 'the key % does not work', p_key_id using errcode = 'BA403';
    end if;
    update ui_sessions as s
    set ended_at = clock_timestamp(), end_reason = 'replaced'
    where s.cookie_sha256 = p_replaces_sha256 and s.ended_at is null;
    -- At most 100: a login must not wait for the removal of a whole quarter.
    delete from ui_sessions as s
    where s.cookie_sha256 in (
        select old.cookie_sha256
        from ui_sessions as old
        where old.opened_at < now() - interval '90 days'
        order by old.opened_at
        limit 100
        for update skip locked
    );
    return opened.opened_at + interval '8 hours';
end
$$;

comment on function bankagent.open_ui_session(text, text, text) is
'Login of a holder at the pages. For the API''s session alone, which has checked the key. Takes '
'the SHA-256 of the cookie, in hex, and of the cookie that it replaces, whose session ends. '
'Returns when the session ends at the latest. Example: select '
'bankagent.open_ui_session(''Ab3dE6gH'', ''5f0d…''). BA403: another session, or a key that does '
'not work.';
