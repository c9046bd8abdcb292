-- Called by the verb and by sql/reference/. The clock, not now(): under the lock it never goes
-- back, so that a version is never retired before it came into force.
create or replace function bankagent.put_reference_in_force(p_id bigint, p_by text)
returns bankagent.reference_versions
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    at timestamptz := clock_timestamp();
    activated reference_versions;
begin
    update reference_versions as v
    set retired_at = greatest(at, v.activated_at), retired_by = p_by
    where v.dataset = (select n.dataset from reference_versions as n where n.id = p_id)
        and v.activated_at is not null
        and v.retired_at is null;

    update reference_versions as v
    set activated_at = at, activated_by = p_by
    where v.id = p_id
    returning v.* into activated;
    return activated;
end
$$;

comment on function bankagent.put_reference_in_force(bigint, text) is
'Put a version of reference data in force from now on. The one that was is retired.';

create or replace function bankagent.activate_reference(
    p_dataset text, p_version integer default null, p_actor text default null
)
returns bankagent.reference_versions
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    is_by_service boolean := is_session_of('bankagent_api');
    by_whom text := case
        when is_by_service then checked_person(p_actor) else checked_actor(p_actor)
    end;
    wanted reference_versions;
begin
    perform lock_reference(p_dataset);
    select v.* into wanted
    from reference_versions as v
    where v.dataset = p_dataset and v.version = coalesce(p_version, v.version)
    order by v.version desc
    limit 1;
    if not found then
        raise exception 'there is no version % of % (see bankagent.reference_versions)',
            coalesce(p_version::text, 'yet'), p_dataset using errcode = 'BA404';
    end if;
    if wanted.retired_at is not null then
        raise exception '% version % is retired: import its rows again, as a new version',
            p_dataset, wanted.version using errcode = 'BA409';
    end if;
    if wanted.activated_at is not null then
        raise exception '% version % is in force already', p_dataset, wanted.version
            using errcode = 'BA409';
    end if;
    -- A nightly job of an operator imports and activates lists. A reviewer at a page is asked as a
    -- second person, for every dataset.
    if (is_by_service or p_dataset = 'approval_demands')
        and person_key(wanted.imported_by) = person_key(by_whom)
    then
        raise exception '% imported version % of %, and another person must activate it',
            wanted.imported_by, wanted.version, p_dataset using errcode = 'BA403';
    end if;
    return put_reference_in_force(wanted.id, by_whom);
end
$$;

comment on function bankagent.activate_reference(text, integer, text) is
'Activate a version of reference data from now on. The one that was in force is retired. Without '
'p_version it is the newest one. Example: select * from '
'bankagent.activate_reference(''fx_rates'', 1). A service names a reviewer of compliance. BA404: '
'there is no such version. BA403: the actor imported it, where a service asks or it is of '
'approval_demands. BA409: it is in force already, or retired.';
