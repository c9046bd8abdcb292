create or replace function bankagent.demands_fault(p_version_id bigint)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    with asked as (
        select d.request_type, d.outcome, sum(d.votes) as votes
        from approval_demands as d
        where d.reference_version_id = p_version_id
        group by d.request_type, d.outcome
    ),

    -- What a type asks for: its own rows, else those of any type.
    of_type as (
        select t.request_type, o.outcome, coalesce(
            (
                select a.votes
                from asked as a
                where (a.request_type, a.outcome) = (t.request_type, o.outcome)
            ),
            (select a.votes from asked as a where (a.request_type, a.outcome) = ('any', o.outcome))
        ) as votes
        from (select distinct a.request_type from asked as a) as t
        cross join (values ('dual_control'), ('escalate')) as o (outcome)
    )

    select coalesce(
        (
            select format('there is no request type %s', a.request_type)
            from asked as a
            where a.request_type <> 'any'
                and not exists (select from request_types as t where t.name = a.request_type)
            order by a.request_type
            limit 1
        ),
        (
            select format('there is no calendar %s in force', c.name)
            from approval_demands as d
            cross join lateral regexp_split_to_table(d.calendars, ' ') as c (name)
            where d.reference_version_id = p_version_id
                and not exists (
                    select
                    from calendars as k
                    inner join reference_versions as v on v.id = k.reference_version_id
                    where v.activated_at is not null
                        and v.retired_at is null
                        and k.calendar = c.name
                )
            order by c.name
            limit 1
        ),
        (
            select format('%s of %s must ask for two people', f.outcome, f.request_type)
            from of_type as f
            where f.votes < 2
            order by f.outcome, f.request_type
            limit 1
        ),
        (
            select format(
                'escalate of %s must ask for as many people as its dual_control, %s',
                e.request_type, d.votes
            )
            from of_type as e
            inner join of_type as d on d.request_type = e.request_type and d.outcome = 'dual_control'
            where e.outcome = 'escalate' and e.votes < d.votes
            order by e.request_type
            limit 1
        )
    )
$$;

comment on function bankagent.demands_fault(bigint) is
'Fault of a version of demands, as a clause; null where there is none. Its request types and '
'calendars are known. Two people is what '
'dual_control and escalate mean, and escalate asks for no fewer than dual_control.';
