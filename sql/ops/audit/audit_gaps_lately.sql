create or replace view ops.audit_gaps_lately as
select g.request_id, g.entry_id, g.gap, g.code
from ops.audit_gaps_since(
    greatest(
        now() - interval '1 hour',
        (
            select min(newest.created_at)
            from (
                select a.created_at
                from bankagent.agent_audit_log as a
                order by a.id desc
                limit 2500
            ) as newest
        )
    )
) as g;

comment on view ops.audit_gaps_lately is
'Gaps of the last hour, as far as it is among the newest 2,500 audit entries. Takes as long on a '
'busy day as on any other, and so is the one to watch. ops.audit_gaps is for the checker.';
comment on column ops.audit_gaps_lately.request_id is 'Number of the request.';
comment on column ops.audit_gaps_lately.entry_id is
'Audit entry that shows it; null where none does.';
comment on column ops.audit_gaps_lately.gap is 'Violation in words.';
comment on column ops.audit_gaps_lately.code is 'Violation for programs, as in ops.audit_gaps.';
