-- A version of reference data lives one way, superusers included: its rows come in the transaction
-- that makes it, and never change; it comes into force once, and is retired once.

create or replace function bankagent.check_reference_version()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    may_change text[];
    at timestamptz := clock_timestamp();
    fault text;
begin
    if tg_op = 'INSERT' then
        if num_nonnulls(new.sha256, new.activated_at, new.retired_at) > 0 then
            raise exception 'a version of reference data begins without rows and not in force: use '
                'begin_reference_import' using errcode = 'BA403';
        end if;
        return new;
    end if;
    may_change := case
        when old.sha256 is null then array['sha256', 'row_count']
        when old.activated_at is null then array['activated_at', 'activated_by']
        when old.retired_at is null then array['retired_at', 'retired_by']
        else '{}'
    end;
    if to_jsonb(new) - may_change is distinct from to_jsonb(old) - may_change then
        raise exception 'version % of % does not change: import and activate another one',
            old.version, old.dataset using errcode = 'BA403';
    end if;
    if old.sha256 is null and new.sha256 is not null then
        -- Found here, whatever is given: a digest that was made up would hide a change of the rows.
        new.sha256 := ops.reference_sha256(new.id);
        new.row_count := ops.reference_row_count(new.id);
        if new.dataset = 'approval_demands' then
            fault := demands_fault(new.id);
        end if;
        if fault is not null then
            raise exception 'approval_demands: %', fault using
                errcode = 'BA422', column = 'rows', hint = fault;
        end if;
    end if;
    -- Now, whatever is given: rates that are retired in 2100 would be out of force at once. A time
    -- within this statement stands, so that a version ends at the instant when the next one begins.
    if old.activated_at is null and new.activated_at not between statement_timestamp() and at then
        new.activated_at := at;
    end if;
    if old.retired_at is null and new.retired_at not between statement_timestamp() and at then
        new.retired_at := greatest(at, old.activated_at);
    end if;
    return new;
end
$$;

comment on function bankagent.check_reference_version() is
'Trigger: a version of reference data goes one way. It is imported, comes into force and is '
'retired, each once, at the real time. Demands ask for two people where two must decide.';

create or replace function bankagent.check_reference_finished()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if exists (select from reference_versions as v where v.id = new.id and v.sha256 is null) then
        raise exception 'the import of % is not finished: call finish_reference_import(%)',
            new.dataset, new.id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_reference_finished() is
'Trigger: an import is finished in the transaction that began it.';

create or replace function bankagent.check_demands_stay()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (
        select
        from reference_versions as v
        where v.dataset = new.dataset and v.activated_at is not null and v.retired_at is null
    ) then
        raise exception 'a version of % is always in force: activate another one instead', new.dataset
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_demands_stay() is
'Trigger: demands end only where others begin in the same transaction. So two people change them.';

create or replace function bankagent.check_reference_rows()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong bigint;
begin
    select n.reference_version_id into wrong
    from (select distinct r.reference_version_id from new_rows as r) as n
    left join reference_versions as v on v.id = n.reference_version_id
    where v.id is null or v.sha256 is not null or split_part(v.dataset, ':', 1) <> tg_argv[0]
    limit 1;
    if found then
        raise exception '% takes rows only inside an import of %, and % is none: use '
            'begin_reference_import',
            tg_table_name, tg_argv[0], wrong using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_reference_rows() is
'Trigger: rows of reference data come only in the import of their version.';

create or replace trigger reference_versions_live_one_way
before insert or update on bankagent.reference_versions
for each row execute function bankagent.check_reference_version();
-- PostgreSQL does not replace a constraint trigger.
drop trigger if exists reference_versions_finished_at_commit on bankagent.reference_versions;
create constraint trigger reference_versions_finished_at_commit
after insert on bankagent.reference_versions
deferrable initially deferred
for each row execute function bankagent.check_reference_finished();
drop trigger if exists reference_versions_demands_stay on bankagent.reference_versions;
create constraint trigger reference_versions_demands_stay
after update of retired_at on bankagent.reference_versions
deferrable initially deferred
for each row
when (new.dataset = 'approval_demands' and new.retired_at is not null)
execute function bankagent.check_demands_stay();
create or replace trigger reference_versions_no_delete
before delete or truncate on bankagent.reference_versions
for each statement execute function bankagent.refuse_change();

create or replace trigger fx_rates_append_only
before update or delete or truncate on bankagent.fx_rates
for each statement execute function bankagent.refuse_change();
create or replace trigger fx_rates_inside_an_import
after insert on bankagent.fx_rates
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('fx_rates');
create or replace trigger calendars_append_only
before update or delete or truncate on bankagent.calendars
for each statement execute function bankagent.refuse_change();
create or replace trigger calendars_inside_an_import
after insert on bankagent.calendars
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('calendars');
create or replace trigger calendar_days_append_only
before update or delete or truncate on bankagent.calendar_days
for each statement execute function bankagent.refuse_change();
create or replace trigger calendar_days_inside_an_import
after insert on bankagent.calendar_days
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('calendars');
create or replace trigger restricted_instruments_append_only
before update or delete or truncate on bankagent.restricted_instruments
for each statement execute function bankagent.refuse_change();
create or replace trigger restricted_instruments_inside_an_import
after insert on bankagent.restricted_instruments
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('restricted_instruments');
create or replace trigger country_risk_append_only
before update or delete or truncate on bankagent.country_risk
for each statement execute function bankagent.refuse_change();
create or replace trigger country_risk_inside_an_import
after insert on bankagent.country_risk
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('country_risk');
create or replace trigger trading_limits_append_only
before update or delete or truncate on bankagent.trading_limits
for each statement execute function bankagent.refuse_change();
create or replace trigger trading_limits_inside_an_import
after insert on bankagent.trading_limits
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('trading_limits');
create or replace trigger tolerances_append_only
before update or delete or truncate on bankagent.tolerances
for each statement execute function bankagent.refuse_change();
create or replace trigger tolerances_inside_an_import
after insert on bankagent.tolerances
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('tolerances');
create or replace trigger document_requirements_append_only
before update or delete or truncate on bankagent.document_requirements
for each statement execute function bankagent.refuse_change();
create or replace trigger document_requirements_inside_an_import
after insert on bankagent.document_requirements
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('document_requirements');
create or replace trigger product_risk_append_only
before update or delete or truncate on bankagent.product_risk
for each statement execute function bankagent.refuse_change();
create or replace trigger product_risk_inside_an_import
after insert on bankagent.product_risk
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('product_risk');
create or replace trigger approval_demands_append_only
before update or delete or truncate on bankagent.approval_demands
for each statement execute function bankagent.refuse_change();
create or replace trigger approval_demands_inside_an_import
after insert on bankagent.approval_demands
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('approval_demands');
create or replace trigger screening_entries_append_only
before update or delete or truncate on bankagent.screening_entries
for each statement execute function bankagent.refuse_change();
create or replace trigger screening_entries_inside_an_import
after insert on bankagent.screening_entries
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('screening');
create or replace trigger screening_names_append_only
before update or delete or truncate on bankagent.screening_names
for each statement execute function bankagent.refuse_change();
create or replace trigger screening_names_inside_an_import
after insert on bankagent.screening_names
referencing new table as new_rows
for each statement execute function bankagent.check_reference_rows('screening');
