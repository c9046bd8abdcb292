create or replace view ops.approvals_open as
select
    a.request_id,
    r.request_type,
    r.client_id,
    r.maker,
    a.opened_at as waiting_since,
    -- now() and not the clock, which is volatile and would have all rows made before the first.
    now() - a.opened_at as waits,
    e.outcome,
    ops.rules_in_words(e.fired, e.outcome) as why,
    case jsonb_typeof(e.facts -> 'notional')
        when 'number' then (e.facts ->> 'notional')::numeric
    end as amount,
    e.facts ->> 'currency' as currency,
    e.fired,
    e.facts,
    e.policy_key,
    e.policy_version,
    e.policy_sha256,
    a.job_id,
    a.attempt,
    a.digest
from bankagent.approvals as a
inner join bankagent.banking_requests as r on r.id = a.request_id
inner join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
where a.closed_at is null;

comment on view ops.approvals_open is
'What waits for people, since when and why. A reviewer votes by '
'select * from cast_vote(request_id, ''approve'', ''why'', digest).';
comment on column ops.approvals_open.request_id is 'The request.';
comment on column ops.approvals_open.request_type is 'Its type.';
comment on column ops.approvals_open.client_id is 'The client it is about.';
comment on column ops.approvals_open.maker is 'Who made it, and may not vote on it.';
comment on column ops.approvals_open.waiting_since is 'Since when it waits for people.';
comment on column ops.approvals_open.waits is 'How long that is.';
comment on column ops.approvals_open.outcome is 'What the policy asks for: review, dual_control, …';
comment on column ops.approvals_open.why is 'The rules that asked for people, in words.';
comment on column ops.approvals_open.amount is 'The notional, where the facts have one.';
comment on column ops.approvals_open.currency is 'Its currency.';
comment on column ops.approvals_open.fired is 'All rules that fired, with the values they saw.';
comment on column ops.approvals_open.facts is 'What deterministic code found out.';
comment on column ops.approvals_open.policy_key is 'The policy; null where none could be applied.';
comment on column ops.approvals_open.policy_version is 'Its version.';
comment on column ops.approvals_open.policy_sha256 is 'The digest of its document.';
comment on column ops.approvals_open.job_id is 'The job whose run asks.';
comment on column ops.approvals_open.attempt is 'The run of that job.';
comment on column ops.approvals_open.digest is 'What a vote must name.';
