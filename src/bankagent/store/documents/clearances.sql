-- Clearances of readers of documents.

-- name: clear
select bankagent.set_clearance(
    %(kind)s::text,
    %(holder)s::text,
    %(classification)s::text,
    %(reason)s::text,
    %(client_id)s::text
);

-- name: clearances
select distinct on (c.kind, c.holder, c.client_id)
    c.id,
    c.kind,
    c.holder,
    c.client_id,
    c.classification,
    c.reason,
    c.granted_by,
    c.granted_at
from bankagent.document_clearances as c
order by c.kind asc, c.holder asc, c.client_id asc, c.id desc;
