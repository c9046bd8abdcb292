create table bankagent.request_moves (
    action text not null,
    from_status text not null,
    to_status text not null,
    description text not null,
    primary key (action, from_status, to_status)
);

comment on table bankagent.request_moves is
'The legal moves of a request: the closed list of audit actions. Nobody can change it by hand.';
comment on column bankagent.request_moves.action is 'The word in agent_audit_log.action.';
comment on column bankagent.request_moves.from_status is 'Status before; new for a birth.';
comment on column bankagent.request_moves.to_status is 'Status after; the same for a lost attempt.';
comment on column bankagent.request_moves.description is 'What happened, for people.';
