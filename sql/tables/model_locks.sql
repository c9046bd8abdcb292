create table bankagent.model_locks (
    name text primary key,
    calls bigint not null,
    constraint model_locks_name_has_1_to_80_characters check (char_length(name) between 1 and 80),
    constraint model_locks_calls_count_from_1 check (calls >= 1)
);

-- Each call of a model updates two rows: room beside them keeps the updates off the index.
alter table bankagent.model_locks set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

comment on table bankagent.model_locks is
'Locks of clients and providers, whose calls are counted one by one. A row that '
'changes, and not an advisory lock: an older snapshot gets 40001 instead of missing a call. No '
'evidence. Written by begin_model_call and note_model_fault.';
comment on column bankagent.model_locks.name is 'Client or provider, with that word before it.';
comment on column bankagent.model_locks.calls is 'Number of times that it was locked.';
comment on constraint model_locks_name_has_1_to_80_characters on bankagent.model_locks is
'Length of a name.';
comment on constraint model_locks_calls_count_from_1 on bankagent.model_locks is
'Range of the number.';
