-- One import or activation of a dataset at a time: versions count without a hole, and each one is
-- retired at the instant when the next one comes into force.
create or replace function bankagent.lock_reference(p_dataset text)
returns void
language sql
set search_path to bankagent, pg_temp
as $$
    select pg_advisory_xact_lock(hashtextextended('bankagent.reference_versions ' || p_dataset, 0))
$$;

comment on function bankagent.lock_reference(text) is
'Lock a dataset until the transaction ends. Other imports and activations of it wait.';

-- Called by the verb and by sql/reference/, whose rows are imported by bankagent itself.
create or replace function bankagent.add_reference_version(
    p_dataset text,
    p_source text,
    p_as_of date,
    p_description text,
    p_by text,
    p_is_shipped boolean default false
)
returns bigint
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    added bigint;
begin
    perform lock_reference(p_dataset);
    insert into reference_versions (
        dataset, version, source, as_of, description, imported_by, is_shipped
    )
    select
        p_dataset,
        1 + coalesce(max(v.version), 0) as version,
        p_source,
        p_as_of,
        p_description,
        p_by,
        p_is_shipped
    from reference_versions as v
    where v.dataset = p_dataset
    returning id into added;
    return added;
end
$$;

comment on function bankagent.add_reference_version(text, text, date, text, text, boolean) is
'Add the next version of a dataset, still without rows, and return its number.';

create or replace function bankagent.begin_reference_import(
    p_dataset text, p_source text, p_as_of date, p_description text, p_actor text default null
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(p_actor);
    wrong record;
begin
    select c.field, c.expected into wrong
    from (
        values
        (
            'dataset',
            'must be fx_rates, calendars, restricted_instruments, country_risk, trading_limits, '
            'tolerances, document_requirements, product_risk, approval_demands or screening:NAME, '
            'with up to 40 of A-Z 0-9 . _ -',
            p_dataset in (
                'fx_rates', 'calendars', 'restricted_instruments', 'country_risk',
                'trading_limits', 'tolerances', 'document_requirements', 'product_risk',
                'approval_demands'
            )
            or p_dataset ~ '^screening:[A-Z0-9][A-Z0-9._-]{0,39}$'
        ),
        (
            'source', 'must say in 1 to 300 characters where the rows come from',
            char_length(p_source) between 1 and 300 and p_source ~ '[^[:space:]]'
        ),
        (
            'as_of', 'must be the day of the source, from 1990-01-01 to tomorrow',
            p_as_of between '1990-01-01' and current_date + 1
        ),
        (
            'description', 'must say in 1 to 500 characters what the rows are',
            char_length(p_description) between 1 and 500 and p_description ~ '[^[:space:]]'
        )
    ) as c (field, expected, holds)
    where not coalesce(c.holds, false)
    limit 1;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;
    return add_reference_version(p_dataset, p_source, p_as_of, p_description, by_whom);
end
$$;

comment on function bankagent.begin_reference_import(text, text, date, text, text) is
'Begin the import of a new version of reference data, and return its number. In the same '
'transaction the rows are added with this number as reference_version_id, and '
'finish_reference_import is called; a commit without it is refused. Example: select '
'bankagent.begin_reference_import(''fx_rates'', ''ECB'', current_date, ''Rates of one day.''). '
'BA422: an argument is wrong.';
