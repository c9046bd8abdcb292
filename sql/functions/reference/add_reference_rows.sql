-- Called by the verb and by sql/reference/, whose rows are imported by bankagent itself.
create or replace function bankagent.insert_reference_rows(
    p_id bigint, p_table text, p_rows jsonb
)
returns bigint
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    inserted bigint;
begin
    execute format(
        $query$
        insert into bankagent.%1$I
        select r.*
        from jsonb_array_elements($2) as e (row_as_json)
        cross join lateral jsonb_populate_record(
            null::bankagent.%1$I,
            e.row_as_json || jsonb_build_object('reference_version_id', $1)
        ) as r
        $query$, p_table
    ) using p_id, p_rows;
    get diagnostics inserted = row_count;
    return inserted;
end
$$;

comment on function bankagent.insert_reference_rows(bigint, text, jsonb) is
'Insert rows into a table of reference data, for a version that is not finished.';

create or replace function bankagent.add_reference_rows(
    p_id bigint, p_table text, p_rows jsonb
)
returns bigint
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    of_dataset text := (select v.dataset from reference_versions as v where v.id = p_id);
    wrong record;
begin
    if of_dataset is null then
        raise exception 'there is no import %', p_id using errcode = 'BA404';
    end if;
    select c.field, c.expected into wrong
    from (
        values
        (
            'table', 'must be one of ' || array_to_string(ops.reference_tables(of_dataset), ', '),
            p_table = any(ops.reference_tables(of_dataset))
        ),
        ('rows', 'must be a JSON array of objects', jsonb_typeof(p_rows) = 'array')
    ) as c (field, expected, holds)
    where not coalesce(c.holds, false)
    limit 1;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;
    return insert_reference_rows(p_id, p_table, p_rows);
end
$$;

comment on function bankagent.add_reference_rows(bigint, text, jsonb) is
'Add rows to an import, and return how many. It is called between begin_reference_import and '
'finish_reference_import, as often as need be. A row is an object with the names of the table''s '
'columns. Example: select bankagent.add_reference_rows(1, ''fx_rates'', '
'''[{"day": "2026-10-30", "currency": "USD", "rate": 1.16}]''). BA403: the import is finished. '
'BA404: there is no such import. BA422: an argument is wrong.';
