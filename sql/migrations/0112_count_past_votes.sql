-- One reading of the votes: 0.9 s for 8,000 of them beside a million requests. Votes that are cast
-- meanwhile wait until the trigger is there.
lock table bankagent.votes in share row exclusive mode;
insert into bankagent.recommendation_counts (
    policy_key, policy_version, request_type, rules, cases, upheld
)
select
    e.policy_key,
    e.policy_version,
    r.request_type,
    own.rules,
    count(*) as cases,
    count(*) filter (where bankagent.is_upheld(own.outcome, v.verdict)) as upheld
from bankagent.votes as v
inner join bankagent.evaluations as e on e.job_id = v.job_id and e.attempt = v.attempt
inner join bankagent.banking_requests as r on r.id = e.request_id
cross join lateral bankagent.recommendation(e.fired) as own
where
    e.policy_key is not null
    and bankagent.is_upheld(own.outcome, v.verdict) is not null
    and bankagent.is_counted(v)
group by e.policy_key, e.policy_version, r.request_type, own.rules;
