-- What keeps the views of an on-call night quick beside a large backlog. Both are partial: a
-- request pays for the first once, at its birth (84 bytes of WAL), and only trouble pays for the
-- second. Building them locks writers out for as long as it takes to read both tables once.

create index banking_requests_waiting_idx on bankagent.banking_requests (job_id)
include (client_id)
where status = 'received';
comment on index bankagent.banking_requests_waiting_idx is
'Received requests by their current job: which lost theirs, whose a job is, and for which client.';

create index agent_audit_log_trouble_idx on bankagent.agent_audit_log (created_at)
where action in ('attempt_failed', 'attempt_lost', 'failed');
comment on index bankagent.agent_audit_log_trouble_idx is
'Failed and lost attempts by time, for ops.failures: reading what went well takes too long.';
