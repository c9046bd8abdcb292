-- What reviewers are told by mail.

-- name: claim
select
    s.reviewer,
    s.email,
    s.approvals,
    s.overdue,
    s.oldest_since,
    s.next_due_at,
    s.exceptions,
    s.team_exceptions,
    s.proposals
from bankagent.claim_summaries() as s;
