create table bankagent.request_moves (
    action text not null,
    from_status text not null,
    to_status text not null,
    description text not null,
    primary key (action, from_status, to_status)
);

comment on table bankagent.request_moves is
'Legal moves of a request: the closed list of audit actions. No user can change it by hand, '
'superusers included.';
comment on column bankagent.request_moves.action is 'Action, the word in agent_audit_log.action.';
comment on column bankagent.request_moves.from_status is
'Status before the move; ''new'' for a request that was not there yet.';
comment on column bankagent.request_moves.to_status is
'Status after the move; the same as before for a lost attempt.';
comment on column bankagent.request_moves.description is 'Meaning of the move in one sentence.';
