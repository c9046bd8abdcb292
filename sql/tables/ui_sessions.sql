create table bankagent.ui_sessions (
    cookie_sha256 text primary key,
    key_id text not null references bankagent.api_keys (id),
    opened_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    end_reason text,
    constraint ui_sessions_keep_only_a_hash_of_the_cookie check (cookie_sha256 ~ '^[0-9a-f]{64}$'),
    constraint ui_sessions_last_8_hours_at_most check (
        seen_at >= opened_at and seen_at <= opened_at + interval '8 hours'
    ),
    constraint ui_sessions_end_reason_is_known check (end_reason in ('logout', 'replaced')),
    constraint ui_sessions_end_for_a_reason check ((ended_at is null) = (end_reason is null))
);

create index ui_sessions_key_idx on bankagent.ui_sessions (key_id);
create index ui_sessions_opened_idx on bankagent.ui_sessions (opened_at);

comment on table bankagent.ui_sessions is
'Sessions of people at the pages, a row for each login. Works for 8 hours at most, 15 '
'minutes after the last page at most, and no longer than its key. Written by open_ui_session, '
'touch_ui_session and close_ui_session; rows of 90 days are removed by the next login.';
comment on column bankagent.ui_sessions.cookie_sha256 is
'SHA-256, in hex, of the cookie. The cookie has 256 random bits and is stored nowhere.';
comment on column bankagent.ui_sessions.key_id is 'Key with which the holder logged in.';
comment on column bankagent.ui_sessions.opened_at is 'Time of the login (UTC).';
comment on column bankagent.ui_sessions.seen_at is
'Time of the last page (UTC), written at most once in 30 seconds.';
comment on column bankagent.ui_sessions.ended_at is
'Time of the logout, or of the next login (UTC). Null while neither happened.';
comment on column bankagent.ui_sessions.end_reason is
'Reason of the end: logout or replaced; null while not ended.';
comment on index bankagent.ui_sessions_key_idx is 'Sessions of a key.';
comment on index bankagent.ui_sessions_opened_idx is 'Sessions by age, for their removal.';
