create or replace view ops.index_use as
select
    concat_ws('.', s.schemaname, s.relname) as table_name,
    s.indexrelname::text as index_name,
    pg_size_pretty(pg_relation_size(s.indexrelid)) as size,
    pg_relation_size(s.indexrelid) as size_bytes,
    s.idx_scan as scans,
    case
        when not (i.indisvalid and i.indisready)
            then 'invalid: a concurrent build broke off; drop it and build it again'
        when i.indisunique then 'holds a rule'
        when s.idx_scan > 0 then 'used'
        when s.indexrelname like 'procrastinate%' or s.indexrelname like 'idx_procrastinate%'
            then 'unused, but of Procrastinate: leave it'
        else 'unused since the statistics began'
    end as verdict
from pg_catalog.pg_stat_user_indexes as s
inner join pg_catalog.pg_index as i on i.indexrelid = s.indexrelid
where s.schemaname in ('bankagent', 'procrastinate')
order by i.indisvalid and i.indisready, i.indisunique or s.idx_scan > 0, size_bytes desc;

comment on view ops.index_use is
'Each index with its size and how often it was used: first what is invalid, then what is unused, '
'the largest first. An index may serve a view that nobody has looked at yet; those of ours belong '
'to the schema (ops.schema_drift misses them).';
comment on column ops.index_use.table_name is 'Its table.';
comment on column ops.index_use.index_name is 'The index.';
comment on column ops.index_use.size is 'Its size, for people.';
comment on column ops.index_use.size_bytes is 'Its size in bytes.';
comment on column ops.index_use.scans is 'How often it was used since the statistics began.';
comment on column ops.index_use.verdict is
'invalid, holds a rule (unique: needed whether it is read or not), used, or unused.';
