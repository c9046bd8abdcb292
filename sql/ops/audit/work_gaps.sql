create or replace view ops.work_gaps as
-- Entries of the work list against its moves and comments.
select
    entry.request_id,
    entry.id as entry_id,
    format('the entry %s has no row of work_moves or request_comments', entry.action) as gap,
    'entry_without_work' as code
from bankagent.agent_audit_log as entry
left join bankagent.work_moves as m on m.audit_entry_id = entry.id
left join bankagent.request_comments as c on c.audit_entry_id = entry.id
where
    ops.is_work_action(entry.action)
    and num_nonnulls(m.id, c.id) = 0
union all
-- Moves and comments against their entries.
select
    said.request_id,
    said.audit_entry_id as entry_id,
    format('%s %s differs from its audit entry', said.what, said.id) as gap,
    'work_differs' as code
from (
    select m.id, m.request_id, m.audit_entry_id, m.actor, m.action, 'move of work' as what
    from bankagent.work_moves as m
    union all
    select
        c.id,
        c.request_id,
        c.audit_entry_id,
        c.author as actor,
        'commented' as action,
        'comment' as what
    from bankagent.request_comments as c
    where c.audit_entry_id is not null
) as said
left join bankagent.agent_audit_log as entry on entry.id = said.audit_entry_id
where
    (entry.request_id, entry.actor) is distinct from (said.request_id, said.actor)
    or entry.action not in (said.action, 'exception_moved');

comment on view ops.work_gaps is
'Moves of work, and comments for callers, that differ from the audit trail. A part of '
'ops.audit_gaps.';
comment on column ops.work_gaps.request_id is 'Number of the request.';
comment on column ops.work_gaps.entry_id is 'Audit entry that shows it.';
comment on column ops.work_gaps.gap is 'Difference in words.';
comment on column ops.work_gaps.code is
'Difference for programs. entry_without_work or work_differs.';
