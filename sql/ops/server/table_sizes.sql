create or replace view ops.table_sizes as
select
    t.table_name,
    pg_size_pretty(t.total_bytes) as total,
    pg_size_pretty(t.table_bytes) as rows_only,
    pg_size_pretty(t.total_bytes - t.table_bytes) as indexes_and_long_values,
    t.estimated_rows,
    (t.total_bytes / nullif(t.estimated_rows, 0))::integer as bytes_per_row,
    pg_size_pretty(t.total_bytes - day.total_bytes) as grew_in_a_day,
    pg_size_pretty(t.total_bytes - week.total_bytes) as grew_in_a_week,
    t.total_bytes
from (
    select
        concat_ws('.', n.nspname, c.relname) as table_name,
        pg_total_relation_size(c.oid) as total_bytes,
        pg_relation_size(c.oid) as table_bytes,
        greatest(c.reltuples, 0)::bigint as estimated_rows
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('bankagent', 'procrastinate')
) as t
left join lateral (
    select h.total_bytes
    from bankagent.table_size_history as h
    where h.table_name = t.table_name and h.taken_on < (now() at time zone 'UTC')::date
    order by h.taken_on desc
    limit 1
) as day on true
left join lateral (
    select h.total_bytes
    from bankagent.table_size_history as h
    where h.table_name = t.table_name and h.taken_on <= (now() at time zone 'UTC')::date - 7
    order by h.taken_on desc
    limit 1
) as week on true
order by t.total_bytes desc;

comment on view ops.table_sizes is
'Size and growth of each table, largest first. Jobs and their events stop growing once retention '
'removes as many as come; requests and their evidence keep growing.';
comment on column ops.table_sizes.table_name is 'Table with its schema.';
comment on column ops.table_sizes.total is
'Size on disk with indexes and long values, as text with a unit.';
comment on column ops.table_sizes.rows_only is 'Size of the rows alone, as text with a unit.';
comment on column ops.table_sizes.indexes_and_long_values is
'Size of indexes and TOAST, as text with a unit.';
comment on column ops.table_sizes.estimated_rows is
'Number of rows, as of the last vacuum or analyze.';
comment on column ops.table_sizes.bytes_per_row is
'Bytes for each row, indexes and long values included.';
comment on column ops.table_sizes.grew_in_a_day is
'Growth since the last measurement before today; null without one. Measurements are in '
'table_size_history.';
comment on column ops.table_sizes.grew_in_a_week is
'Growth since the measurement of a week ago; null without one.';
comment on column ops.table_sizes.total_bytes is
'Size on disk in bytes, indexes and long values included.';
