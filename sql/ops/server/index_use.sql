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
'Indexes with their size and use: invalid ones first, then unused by size. An index may serve a '
'view that has not been read yet. Do not drop those of bankagent: ops.schema_drift would report '
'them missing.';
comment on column ops.index_use.table_name is 'Table of the index, with its schema.';
comment on column ops.index_use.index_name is 'Name of the index.';
comment on column ops.index_use.size is 'Size on disk, as text with a unit.';
comment on column ops.index_use.size_bytes is 'Size on disk in bytes.';
comment on column ops.index_use.scans is 'Number of scans since the statistics began.';
comment on column ops.index_use.verdict is
'Verdict: invalid, holds a rule, used, or unused. A unique index holds a rule: it is needed '
'whether it is read or not.';
