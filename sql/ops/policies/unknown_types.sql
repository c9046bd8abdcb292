create or replace function ops.unknown_types(p_worker_id bigint)
returns text[]
language sql stable
set search_path to bankagent, pg_temp
as $$
    select array_agg(t.name)
    from request_types as t
    left join lateral (
        select a.version, a.facts
        from ops.policy_periods as a
        where a.key = t.policy_key and a.active_from <= now()
        order by a.active_from desc
        limit 1
    ) as in_force on true
    -- A worker without the package of a type tells no `type:<name>`.
    where not (
        coalesce(in_force.facts, '{}')
        || case when t.package is null then array[]::text[] else array['type:' || t.name] end
    ) <@ coalesce(
        (select w.facts from worker_facts as w where w.worker_id = p_worker_id),
        -- A worker that tells nothing is of the version before: it decides by the highest version,
        -- and finds what the first one needs.
        (
            select ops.facts_needed(p.document)
            from policies as p
            where p.key = t.policy_key
                and p.version = 1
                and in_force.version = (
                    select max(p.version) from policies as p where p.key = t.policy_key
                )
        ),
        '{}'
    )
$$;

comment on function ops.unknown_types(bigint) is
'Types that a worker does not know. Their policy in force needs a fact that it does not find, or '
'it lacks the package that brings the type. Null for none. Example: select ops.unknown_types(7). '
'claim_jobs gives it no request of these.';
