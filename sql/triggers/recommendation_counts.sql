-- Each vote counts that ends a case, also one by raw SQL; no other statement changes the counts.
-- The rows are locked after the request of the vote, and each vote locks what follows after them.
create or replace function bankagent.count_votes()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    insert into recommendation_counts as c (
        policy_key, policy_version, request_type, rules, cases, upheld
    )
    select
        e.policy_key, e.policy_version, r.request_type, own.rules,
        count(*), count(*) filter (where is_upheld(own.outcome, v.verdict))
    from new_votes as n
    inner join votes as v on v.id = n.id
    inner join evaluations as e on e.job_id = v.job_id and e.attempt = v.attempt
    inner join banking_requests as r on r.id = e.request_id
    cross join lateral recommendation(e.fired) as own
    where e.policy_key is not null
        and is_upheld(own.outcome, v.verdict) is not null
        and is_counted(v)
    group by e.policy_key, e.policy_version, r.request_type, own.rules
    order by e.policy_key, e.policy_version, r.request_type, own.rules
    on conflict (policy_key, policy_version, request_type, rules) do update
        set cases = c.cases + excluded.cases, upheld = c.upheld + excluded.upheld;
    return null;
end
$$;

comment on function bankagent.count_votes() is
'Trigger: count the cases that new votes end, for their recommendations.';

create or replace trigger votes_are_counted
after insert on bankagent.votes
referencing new table as new_votes
for each statement execute function bankagent.count_votes();

create or replace trigger recommendation_counts_by_votes_alone
before insert or update or delete on bankagent.recommendation_counts
for each row
when (pg_trigger_depth() = 0)
execute function bankagent.refuse_change();
create or replace trigger recommendation_counts_no_truncate
before truncate on bankagent.recommendation_counts
for each statement execute function bankagent.refuse_change();
