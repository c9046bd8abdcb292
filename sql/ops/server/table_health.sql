create or replace view ops.table_health as
select
    concat_ws('.', s.schemaname, s.relname) as table_name,
    s.n_live_tup as live_rows,
    s.n_dead_tup as dead_rows,
    round(100.0 * s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0), 1) as percent_dead,
    greatest(s.last_vacuum, s.last_autovacuum) as last_vacuum,
    greatest(s.last_analyze, s.last_autoanalyze) as last_analyze,
    s.n_mod_since_analyze as changed_since_analyze,
    case
        when s.n_tup_upd > 0 then round(100.0 * s.n_tup_hot_upd / s.n_tup_upd, 1)
    end as percent_hot_updates,
    age(c.relfrozenxid) as xids_to_freeze,
    coalesce(
        (
            select o.option_value::boolean
            from pg_catalog.pg_options_to_table(c.reloptions) as o
            where o.option_name = 'autovacuum_enabled'
        ),
        true
    ) and current_setting('autovacuum')::boolean as autovacuum
from pg_catalog.pg_stat_user_tables as s
inner join pg_catalog.pg_class as c on c.oid = s.relid
where s.schemaname in ('bankagent', 'procrastinate')
order by dead_rows desc, live_rows desc;

comment on view ops.table_health is
'Dead rows, vacuum and analyze, table by table, the most dead rows first. Counts are the '
'statistics'' estimates. Many dead rows in spite of a recent vacuum: see ops.oldest_transactions.';
comment on column ops.table_health.table_name is 'The table.';
comment on column ops.table_health.live_rows is 'Rows.';
comment on column ops.table_health.dead_rows is 'Old versions of rows that vacuum has not removed.';
comment on column ops.table_health.percent_dead is 'Their share.';
comment on column ops.table_health.last_vacuum is 'The last vacuum, by hand or by autovacuum.';
comment on column ops.table_health.last_analyze is 'The last analyze, by hand or by autovacuum.';
comment on column ops.table_health.changed_since_analyze is 'Rows that changed since then.';
comment on column ops.table_health.percent_hot_updates is
'Share of the updates that touched no index.';
comment on column ops.table_health.xids_to_freeze is
'Age of its oldest unfrozen row, in transactions; autovacuum comes at autovacuum_freeze_max_age.';
comment on column ops.table_health.autovacuum is 'Whether autovacuum may come; should be true.';
