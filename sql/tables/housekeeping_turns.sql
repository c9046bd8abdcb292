create table bankagent.housekeeping_turns (
    kind text primary key
    constraint housekeeping_turns_kind_is_known
    check (
        kind in (
            'rescue', 'mending', 'approvals', 'pauses', 'mail', 'retention', 'embeddings'
        )
    ),
    next_at timestamptz not null
);

comment on table bankagent.housekeeping_turns is
'Turns of the workers'' housekeeping: when each kind of it is due next. The first worker that sees '
'it due does it, so that no kind needs one process. Written by take_turn.';
comment on column bankagent.housekeeping_turns.kind is
'Kind of housekeeping. rescue takes back jobs, mending looks for requests that lost their job, '
'approvals ends those that are overdue, pauses ends those whose time has come, mail tells '
'reviewers what waits, retention removes finished jobs, embeddings makes those of new chunks.';
comment on column bankagent.housekeeping_turns.next_at is
'Time from which the next turn may be taken (UTC).';
comment on constraint housekeeping_turns_kind_is_known on bankagent.housekeeping_turns is
'Kinds that workers know.';

-- Here from the beginning, so that no turn waits for another session's first.
insert into bankagent.housekeeping_turns (kind, next_at)
select k.kind, '-infinity' as next_at
from unnest(
    array['rescue', 'mending', 'approvals', 'pauses', 'mail', 'retention', 'embeddings']
) as k (kind);
