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
        concat_ws('.', c.relnamespace::regnamespace, c.relname) as table_name,
        pg_total_relation_size(c.oid) as total_bytes,
        pg_relation_size(c.oid) as table_bytes,
        greatest(c.reltuples, 0)::bigint as estimated_rows
    from pg_catalog.pg_class as c
    where
        c.relkind = 'r'
        and c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)
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
'How large each table is and how it grows, the largest first. Jobs and their events stop growing '
'once retention runs; requests and their evidence do not.';
comment on column ops.table_sizes.table_name is 'The table.';
comment on column ops.table_sizes.total is 'Its size on disk, all included, for people.';
comment on column ops.table_sizes.rows_only is 'Of that, its rows.';
comment on column ops.table_sizes.indexes_and_long_values is 'Of that, indexes and TOAST.';
comment on column ops.table_sizes.estimated_rows is 'Rows, as of the last vacuum or analyze.';
comment on column ops.table_sizes.bytes_per_row is 'All included.';
comment on column ops.table_sizes.grew_in_a_day is
'Since the first look of the day before this one (table_size_history); null where there is none.';
comment on column ops.table_sizes.grew_in_a_week is 'Since the look of a week ago.';
comment on column ops.table_sizes.total_bytes is 'Its size in bytes.';
