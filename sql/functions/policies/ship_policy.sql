create or replace function bankagent.shipped_by(p_key text)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select coalesce(min(t.package), 'bankagent') from request_types as t where t.policy_key = p_key
$$;

comment on function bankagent.shipped_by(text) is
'Author of the versions of a policy below 1000. It is the package whose request types have the '
'policy, else bankagent.';

create or replace function bankagent.ship_policy(
    p_key text, p_version integer, p_document text, p_description text
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    digest text := encode(sha256(convert_to(p_document, 'UTF8')), 'hex');
    shipper text := shipped_by(p_key);
begin
    if exists (
        select
        from policies as p
        where p.key = p_key
            and p.version = p_version
            and (p.sha256, p.description) is distinct from (digest, p_description)
    ) then
        raise exception 'policies/%/% was changed after it was stored here: restore it, or bring '
            'the change as a new version.', p_key,
            concat(p_version, case when shipper <> 'bankagent' then ' of the package ' || shipper end)
            using errcode = 'BA409';
    end if;
    insert into policies (key, version, description, document, sha256, created_by)
    values (p_key, p_version, p_description, p_document, digest, shipper)
    on conflict (key, version) do nothing;
    -- bankagent.policy.shipped gives no table that has not passed them.
    insert into policy_checks (key, version, sha256, kind, passed, report, checked_by)
    select p_key, p_version, digest, k.kind, true, '{"checked": "before the release"}', shipper
    from unnest(array['lint', 'test']) as k (kind)
    where not exists (
        select
        from policy_checks as c
        where c.key = p_key and c.version = p_version and c.kind = k.kind
    );
end
$$;

comment on function bankagent.ship_policy(text, integer, text, text) is
'Store a policy version that bankagent ships; migrate calls it. Stored already, it is left as it '
'is. BA409: another table or description is stored under this number.';

create or replace function bankagent.ship_examples(
    p_key text, p_version integer, p_examples text
)
returns void
language sql
set search_path to bankagent, pg_temp
as $$
    insert into policy_checks (key, version, sha256, kind, passed, report, checked_by)
    select
        p.key, p.version, p.sha256, 'test', true,
        jsonb_build_object('checked', 'before the release', 'examples_csv', p_examples),
        shipped_by(p_key)
    from policies as p
    where p.key = p_key
        and p.version = p_version
        -- A test that a person has recorded counts: it stays the last one.
        and not exists (
            select
            from policy_checks as c
            where c.key = p_key
                and c.version = p_version
                and c.kind = 'test'
                and (c.checked_by <> shipped_by(p_key) or c.report ->> 'examples_csv' is not null)
        )
$$;

comment on function bankagent.ship_examples(text, integer, text) is
'Keep the examples of a shipped policy version, with its test. Called by migrate. A version whose '
'examples are kept, or that a person has tested, gets no other test.';

create or replace function bankagent.activate_shipped(p_key text)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    -- Before activations were recorded, the highest version was in force since it was stored.
    insert into policy_activations (
        key, version, author, active_from, activated_at, activated_by, reason
    )
    select distinct on (p.created_at)
        p.key, p.version, p.created_by, p.created_at, p.created_at, 'bankagent',
        'In force before activations were recorded.'
    from policies as p
    where p.key = p_key
        and p.created_at < now()
        and not exists (select from policy_activations as a where a.key = p_key)
    order by p.created_at asc, p.version desc;

    -- A version that a person has put in force is the bank's decision: it stays.
    insert into policy_activations (key, version, author, activated_by, reason)
    select
        p.key, p.version, p.created_by, 'bankagent',
        format(
            'Shipped with %s; no person of the bank has signed it.',
            case p.created_by when 'bankagent' then 'bankagent' else 'the package ' || p.created_by end
        )
    from policies as p
    where p.key = p_key
        and p.created_by = shipped_by(p_key)
        and p.version > coalesce((
            select a.version
            from ops.policy_periods as a
            where a.key = p_key
            order by a.active_from desc
            limit 1
        ), 0)
        and not exists (
            select from ops.policy_periods as a
            where a.key = p_key and a.activated_by <> 'bankagent'
        )
    order by p.version desc
    limit 1;
end
$$;

comment on function bankagent.activate_shipped(text) is
'Put the highest shipped version of a policy in force; migrate calls it. After a person has '
'activated a version of this policy, it changes nothing.';
