create or replace function ops.reference_tables(p_dataset text)
returns text[]
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select case split_part(p_dataset, ':', 1)
        when 'calendars' then array['calendars', 'calendar_days']
        when 'screening' then array['screening_entries', 'screening_names']
        else array[p_dataset]
    end
$$;

comment on function ops.reference_tables(text) is
'Names of the tables that hold the rows of a dataset. Example: select '
'ops.reference_tables(''calendars'').';
