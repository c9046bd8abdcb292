-- Sessions of people at the pages.

-- name: open_session
select bankagent.open_ui_session(
    %(key_id)s::text, %(cookie_sha256)s::text, %(replaces_sha256)s::text
);

-- name: touch
select t.state, t.holder_type, t.holder, t.scopes, t.role, t.opened_at
from bankagent.touch_ui_session(%(cookie_sha256)s::text, %(by_person)s::boolean) as t;

-- name: close
select bankagent.close_ui_session(%(cookie_sha256)s::text);
