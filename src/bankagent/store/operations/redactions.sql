-- Redactions of texts: asked for by one operator, confirmed by another one.

-- name: ask
select a.ask_id, a.requests, a.agent_text_count, a.document_text_count
from bankagent.ask_redaction(%(kind)s::text, %(id)s::bigint, %(reason)s::text) as a;

-- name: confirm
select
    c.ask_id,
    c.requests,
    c.agent_text_count,
    c.document_text_count,
    c.request_id,
    c.document_id,
    c.redacted_at
from bankagent.confirm_redaction(%(ask_id)s::bigint) as c;

-- name: waiting
select
    k.ask_id,
    k.request_id,
    k.document_id,
    k.version,
    k.reason,
    k.asked_by,
    k.asked_at,
    k.lapses_at
from ops.redaction_asks as k
where k.state = 'asked'
order by k.ask_id;
