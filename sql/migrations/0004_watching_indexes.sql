-- Indexes that keep the monitoring views fast beside a large backlog. Both are partial: the first
-- costs each request 84 bytes of WAL once, when it is submitted, and the second costs only failed
-- and lost attempts. Building them blocks writers while both tables are read once.

create index banking_requests_waiting_idx on bankagent.banking_requests (job_id)
include (client_id)
where status = 'received';
comment on index bankagent.banking_requests_waiting_idx is
'Received requests by their current job. Finds the request of a job, its client, and requests '
'that lost their job.';

create index agent_audit_log_trouble_idx on bankagent.agent_audit_log (created_at)
where action in ('attempt_failed', 'attempt_lost', 'failed');
comment on index bankagent.agent_audit_log_trouble_idx is
'Failed and lost attempts by time, for ops.failures. Reading all entries takes too long.';
