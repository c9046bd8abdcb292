-- The verbs by which reviewers work on cases, and the file of a case.

-- name: give_findings
select g.status, g.audit_entry_id, g.waiver_ids
from bankagent.give_findings(
    %(request_id)s::bigint,
    %(findings)s::jsonb,
    %(actor)s::text,
    %(traceparent)s::text
) as g;

-- name: confirm_waiver
select bankagent.confirm_waiver(
    %(request_id)s::bigint,
    %(waiver_id)s::bigint,
    %(actor)s::text,
    %(traceparent)s::text
) as status;

-- name: file
-- As text: another form of its numbers would be another file.
select bankagent.case_file(%(request_id)s::bigint, %(at)s::timestamptz)::text as file;
