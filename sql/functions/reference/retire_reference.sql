create or replace function bankagent.retire_reference(p_dataset text, p_actor text default null)
returns bankagent.reference_versions
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    retired reference_versions;
begin
    -- One person would loosen what many decisions ask for; activating takes two.
    if p_dataset = 'approval_demands' then
        raise exception 'a version of approval_demands is always in force: activate another one instead'
            using errcode = 'BA409';
    end if;
    perform lock_reference(p_dataset);
    select v.* into retired
    from reference_versions as v
    where v.dataset = p_dataset and v.activated_at is not null and v.retired_at is null;
    if not found then
        raise exception 'no version of % is in force', p_dataset using errcode = 'BA409';
    end if;
    -- A later release would put its rows in force again.
    if retired.is_shipped then
        raise exception '% is what bankagent ships: activate a version of the bank''s own instead',
            p_dataset using errcode = 'BA409';
    end if;
    update reference_versions as v
    set retired_at = clock_timestamp(), retired_by = by_whom
    where v.id = retired.id
    returning v.* into retired;
    return retired;
end
$$;

comment on function bankagent.retire_reference(text, text) is
'Retire the version of a dataset that is in force, without a next one. It is for a list that was '
'tried, or that its publisher has ended; what is looked up in it is unknown from now on. Example: '
'select version from bankagent.retire_reference(''screening:TRIAL''). BA403: you may not. BA409: '
'none is in force, it is what bankagent ships, or it is of approval_demands, which always has one.';
