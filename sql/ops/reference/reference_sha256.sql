-- A digest of digests, since rows as one text would end at 1 GB. Keys of jsonb have one order, its
-- numbers here have no trailing zeros, and bytea is ordered byte by byte, so that servers agree.
-- Null is left out: a column that a later version adds leaves the digests of older rows alone.
-- encode(), not a cast to text, which would depend on bytea_output.
create or replace function ops.reference_sha256(p_id bigint)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
set jit to off
as $$
declare
    of_table text;
    of_all bytea := '';
    table_name text;
begin
    foreach table_name in array ops.reference_tables(
        (select v.dataset from reference_versions as v where v.id = p_id)
    )
    loop
        execute format(
            $query$
            select encode(
                sha256(coalesce(string_agg(of_rows.sha256, '' order by of_rows.sha256), '')), 'hex'
            )
            from (
                select sha256(
                    convert_to(
                        (jsonb_strip_nulls(to_jsonb(r)) - 'reference_version_id')::text, 'UTF8'
                    )
                ) as sha256
                from bankagent.%I as r
                where r.reference_version_id = $1
            ) as of_rows
            $query$, table_name
        ) into of_table using p_id;
        of_all := of_all || convert_to(table_name || ' ' || of_table || E'\n', 'UTF8');
    end loop;
    return encode(sha256(of_all), 'hex');
end
$$;

comment on function ops.reference_sha256(bigint) is
'Digest of the rows of a version of reference data, whatever their order. It is '
'reference_versions.sha256 as long as no row was changed. Example: select '
'ops.reference_sha256(v.id) = v.sha256 from bankagent.reference_versions as v.';
