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
'Dead rows, vacuum and analyze of each table, most dead rows first. Counts are the estimates of '
'the statistics. Many dead rows in spite of a recent vacuum: see ops.oldest_transactions.';
comment on column ops.table_health.table_name is 'Table with its schema.';
comment on column ops.table_health.live_rows is 'Estimated number of live rows.';
comment on column ops.table_health.dead_rows is
'Estimated number of row versions that vacuum has not removed.';
comment on column ops.table_health.percent_dead is 'Share of dead rows, in percent.';
comment on column ops.table_health.last_vacuum is
'Time of the last vacuum, by hand or by autovacuum.';
comment on column ops.table_health.last_analyze is
'Time of the last analyze, by hand or by autovacuum.';
comment on column ops.table_health.changed_since_analyze is
'Estimated number of rows changed since the last analyze.';
comment on column ops.table_health.percent_hot_updates is
'Share of updates that touched no index, in percent.';
comment on column ops.table_health.xids_to_freeze is
'Age of the oldest unfrozen row, in transactions. Autovacuum freezes at '
'autovacuum_freeze_max_age.';
comment on column ops.table_health.autovacuum is
'True if autovacuum may work on the table, as it should.';
