-- Each reviewer keeps what they could do before there were authorities: all types, in their role,
-- without a limit. `bankagent doctor` names them until an operator grants something narrower.
insert into bankagent.authorities (reviewer, role, valid_from, reason, granted_by)
select
    r.name,
    r.role,
    r.created_at,
    'Reviewer from before authorities: all request types, without a limit.' as reason,
    'bankagent' as granted_by
from bankagent.reviewers as r
where not exists (
    select
    from bankagent.authorities as a
    where a.reviewer = r.name
);
