create or replace function ops.reference_row_count(p_id bigint)
returns bigint
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    of_table bigint;
    of_all bigint := 0;
    table_name text;
begin
    foreach table_name in array ops.reference_tables(
        (select v.dataset from reference_versions as v where v.id = p_id)
    )
    loop
        execute format(
            'select count(*) from bankagent.%I as r where r.reference_version_id = $1', table_name
        ) into of_table using p_id;
        of_all := of_all + of_table;
    end loop;
    return of_all;
end
$$;

comment on function ops.reference_row_count(bigint) is
'Number of rows of a version of reference data, in all tables of its dataset. Example: select '
'ops.reference_row_count(v.id) = v.row_count from bankagent.reference_versions as v.';
