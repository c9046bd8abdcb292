create or replace function bankagent.approved_by_two(
    p_job_id bigint, p_attempt integer, p_role text
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select count(distinct person_key(v.reviewer)) >= 2 and coalesce(bool_or(a.role = p_role), false)
    from votes as v
    inner join authorities as a on a.id = v.authority_id
    where v.job_id = p_job_id and v.attempt = p_attempt and v.verdict = 'approve'
$$;

comment on function bankagent.approved_by_two(bigint, integer, text) is
'Test of an approval: true where two people approve it, one of them in a role. It is asked where '
'two must, whatever the demands in force said.';
