create or replace trigger request_readings_append_only
before update or delete or truncate on bankagent.request_readings
for each statement execute function bankagent.refuse_change();
-- A session never gets another cookie, key or login time, and an end is final.
create or replace trigger ui_sessions_keep_their_login
before update of cookie_sha256, key_id, opened_at on bankagent.ui_sessions
for each row
when (
    (old.cookie_sha256, old.key_id, old.opened_at)
    is distinct from (new.cookie_sha256, new.key_id, new.opened_at)
)
execute function bankagent.refuse_column('cookie_sha256', 'key_id', 'opened_at');
create or replace trigger ui_sessions_end_once
before update on bankagent.ui_sessions
for each row
when (old.ended_at is not null)
execute function bankagent.refuse_column('ended_at');
