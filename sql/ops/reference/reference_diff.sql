create or replace function ops.reference_diff(p_dataset text, p_from integer, p_to integer)
returns table (table_name text, change text, key jsonb, old_values jsonb, new_values jsonb)
language plpgsql stable
set search_path to bankagent, pg_temp
set jit to off
as $$
declare
    of_table text;
    of_key text[];
begin
    foreach of_table in array ops.reference_tables(p_dataset)
    loop
        -- The columns of the primary key without the version, which is its first.
        select array_agg(a.attname::text) into of_key
        from pg_index as i
        inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = to_regclass('bankagent.' || quote_ident(of_table))
            and i.indisprimary
            and a.attname <> 'reference_version_id';
        return query execute format(
            $query$
            with both_versions as (
                select v.version, to_jsonb(r) - 'reference_version_id' as whole
                from bankagent.%1$I as r
                inner join bankagent.reference_versions as v on v.id = r.reference_version_id
                where v.dataset = $1 and v.version in ($2, $3)
            ),
            parts as (
                select
                    b.version, b.whole - $4 as others,
                    (select jsonb_object_agg(k, b.whole -> k) from unnest($4) as k) as key
                from both_versions as b
            )
            select
                %1$L,
                case
                    when o.key is null then 'added' when n.key is null then 'removed' else 'changed'
                end,
                coalesce(n.key, o.key), o.others, n.others
            from (select p.* from parts as p where p.version = $2) as o
            full join (select p.* from parts as p where p.version = $3) as n on n.key = o.key
            where o.others is distinct from n.others or o.key is null or n.key is null
            order by 3
            $query$, of_table
        ) using p_dataset, p_from, p_to, of_key;
    end loop;
end
$$;

comment on function ops.reference_diff(text, integer, integer) is
'Differences between two versions of a dataset. Each row that was added, removed or changed has '
'its key and its other values before and after. Example: select * from '
'ops.reference_diff(''fx_rates'', 1, 2).';
