create table bankagent.exception_states (
    state text not null,
    is_final boolean not null,
    decision text,
    description text not null,
    constraint exception_states_pkey primary key (state),
    constraint exception_states_final_ones_decide check (
        is_final = (decision is not null)
        and (decision is null or decision in ('approved', 'rejected'))
    )
);

create table bankagent.exception_legal_moves (
    action text not null,
    from_state text not null,
    to_state text not null,
    needs text not null,
    description text not null,
    constraint exception_legal_moves_pkey primary key (action, from_state, to_state),
    constraint exception_legal_moves_needs_is_known check (
        needs in ('nothing', 'reason', 'assignee', 'proposal', 'vote', 'match', 'change', 'request')
    )
);

comment on table bankagent.exception_states is
'States of a trade exception. No user can change it by hand, superusers included.';
comment on column bankagent.exception_states.state is 'State, as in trade_exceptions.state.';
comment on column bankagent.exception_states.is_final is
'True where it is closed. Its request is decided, and the state never changes again.';
comment on column bankagent.exception_states.decision is
'Decision on the request of an exception closed in this state; null while open.';
comment on column bankagent.exception_states.description is 'State in words.';
comment on table bankagent.exception_legal_moves is
'Legal moves of a trade exception. No user can change it by hand, superusers included.';
comment on column bankagent.exception_legal_moves.action is
'Action of the move, the word in exception_moves.action.';
comment on column bankagent.exception_legal_moves.from_state is
'State before the move; ''new'' for an exception that was not there yet.';
comment on column bankagent.exception_legal_moves.to_state is 'State after the move.';
comment on column bankagent.exception_legal_moves.needs is
'Condition of the move. reason: its words; assignee: a reviewer; proposal: one that waits; vote: '
'of another person on it; match: a later request of the pair that matches; change: one that '
'is broken otherwise; request: one that opens or reopens it.';
comment on column bankagent.exception_legal_moves.description is 'Move in words.';
