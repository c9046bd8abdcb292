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
    ops.digest_shown(a, null) as digest,
    r.on_behalf_of,
    e.causes,
    (
        select
            jsonb_agg(
                jsonb_build_object(
                    'stage', s.stage,
                    'role', s.role,
                    'votes', s.votes,
                    'given', s.given
                )
                order by s.stage
            )
        from ops.stages_in_force(a.job_id, a.attempt) as s
    ) as stages,
    (
        select s.due_at
        from ops.stages_in_force(a.job_id, a.attempt) as s
        where s.given < s.votes
        order by s.stage
        limit 1
    ) as due_at,
    (
        select i.owner
        from ops.work_items as i
        where i.request_id = a.request_id
    ) as owner,
    (
        select i.team
        from ops.work_items as i
        where i.request_id = a.request_id
    ) as team,
    (
        select i.snoozed_until
        from ops.work_items as i
        where i.request_id = a.request_id
    ) as snoozed_until
from bankagent.approvals as a
inner join bankagent.banking_requests as r on r.id = a.request_id
inner join bankagent.evaluations as e on e.job_id = a.job_id and e.attempt = a.attempt
where a.closed_at is null;

comment on view ops.approvals_open is
'Requests that await approval, since when and why. A reviewer votes through the API, a page or '
'bankagent approval vote, with the digest.';
comment on column ops.approvals_open.request_id is 'Number of the request.';
comment on column ops.approvals_open.request_type is 'Type of the request.';
comment on column ops.approvals_open.client_id is 'Client whom the request is about.';
comment on column ops.approvals_open.maker is 'Maker of the request, who may not vote on it.';
comment on column ops.approvals_open.waiting_since is
'Time since which the request awaits approval (UTC).';
comment on column ops.approvals_open.waits is 'Time for which it has waited.';
comment on column ops.approvals_open.outcome is 'Outcome of the policy: review, dual_control, ….';
comment on column ops.approvals_open.why is 'Rules that asked for approval, in words.';
comment on column ops.approvals_open.amount is 'Notional; null where the facts have none.';
comment on column ops.approvals_open.currency is 'Currency of the notional.';
comment on column ops.approvals_open.fired is
'Rules that fired, with the values that they compared.';
comment on column ops.approvals_open.facts is
'Facts that deterministic code computed from the payload.';
comment on column ops.approvals_open.policy_key is
'Policy that was applied; null where none could be.';
comment on column ops.approvals_open.policy_version is 'Version of the policy.';
comment on column ops.approvals_open.policy_sha256 is 'SHA-256, in hex, of the policy''s table.';
comment on column ops.approvals_open.job_id is 'Job whose attempt asks for approval.';
comment on column ops.approvals_open.attempt is 'Attempt of that job.';
comment on column ops.approvals_open.digest is 'Digest that a vote must name.';
comment on column ops.approvals_open.on_behalf_of is
'Person for whom the maker submitted; empty where it named none. May not vote on it.';
comment on column ops.approvals_open.causes is
'Causes by decision (approved, rejected). A vote submits their follow-up requests and stores '
'their trade. Null where nothing follows.';
comment on column ops.approvals_open.stages is
'Stages as JSON. Number, role (null for any), votes asked for, votes to approve given.';
comment on column ops.approvals_open.due_at is
'Time when the stage that waits is due (UTC); null where no time is set.';
comment on column ops.approvals_open.owner is
'Reviewer who has it in hand now; null where none does (ops.work_items).';
comment on column ops.approvals_open.team is
'Role of the team to which it was moved; null where it was not.';
comment on column ops.approvals_open.snoozed_until is
'Time until which lists leave it out (UTC); null where they do not.';
