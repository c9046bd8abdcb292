create or replace function bankagent.ui_session_state(
    p_session bankagent.ui_sessions, p_at timestamptz
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return (
        select case
            when p_session.ended_at is not null then 'ended'
            when k.revoked_at is not null then 'revoked'
            when k.expires_at <= p_at then 'expired'
            when coalesce(c.disabled_at, r.disabled_at) is not null then 'disabled'
            when p_session.opened_at + interval '8 hours' <= p_at then 'too_old'
            when p_session.seen_at + interval '15 minutes' <= p_at then 'idle'
            else 'works'
        end
        from api_keys as k
        left join callers as c on c.name = k.caller
        left join reviewers as r on r.name = k.reviewer
        where k.id = p_session.key_id
    );
end
$$;

comment on function bankagent.ui_session_state(bankagent.ui_sessions, timestamptz) is
'State of a session at a time. One of works, ended, too_old (8 hours after the login) or idle (15 '
'minutes without a page); revoked, expired or disabled where its key does not work any more. '
'Example: select bankagent.ui_session_state(s, now()) from bankagent.ui_sessions as s.';
