create table bankagent.exception_moves (
    id bigint generated always as identity,
    exception_id bigint not null,
    action text not null,
    from_state text not null,
    to_state text not null,
    actor text not null,
    reason text,
    assignee text,
    proposal_id bigint,
    vote_id bigint,
    by_request bigint,
    audit_entry_id bigint not null,
    xid xid8 not null default pg_current_xact_id(),
    moved_at timestamptz not null default clock_timestamp(),
    constraint exception_moves_pkey primary key (id),
    constraint exception_moves_one_for_an_audit_entry unique (audit_entry_id),
    constraint exception_moves_exception_id_fkey
    foreign key (exception_id) references bankagent.trade_exceptions (id),
    constraint exception_moves_proposal_id_fkey
    foreign key (proposal_id) references bankagent.exception_proposals (id),
    constraint exception_moves_vote_id_fkey
    foreign key (vote_id) references bankagent.exception_votes (id),
    constraint exception_moves_by_request_fkey
    foreign key (by_request) references bankagent.banking_requests (id),
    constraint exception_moves_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint exception_moves_reason_has_1_to_2000_characters check (
        reason is null or (char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]')
    )
);

create index exception_moves_exception_idx on bankagent.exception_moves (exception_id, id);

comment on table bankagent.exception_moves is
'Moves of trade exceptions, one row each. Each names its audit entry. '
'Append-only.';
comment on column bankagent.exception_moves.id is 'Number of the move; read them in this order.';
comment on column bankagent.exception_moves.exception_id is
'Exception that moved; trade_exceptions.id.';
comment on column bankagent.exception_moves.action is
'Action of the move; exception_legal_moves lists them all.';
comment on column bankagent.exception_moves.from_state is 'State before; ''new'' at the opening.';
comment on column bankagent.exception_moves.to_state is 'State after the move.';
comment on column bankagent.exception_moves.actor is
'Author of the move. A reviewer, or the policy by which a request opened or matched.';
comment on column bankagent.exception_moves.reason is
'Reason in the words of the person; null where none was asked.';
comment on column bankagent.exception_moves.assignee is 'Reviewer who has it after the move.';
comment on column bankagent.exception_moves.proposal_id is
'Proposal that was made or decided; exception_proposals.id.';
comment on column bankagent.exception_moves.vote_id is
'Vote that the move rests on; exception_votes.id.';
comment on column bankagent.exception_moves.by_request is
'Request that matched, or that reopens the exception; banking_requests.id.';
comment on column bankagent.exception_moves.audit_entry_id is
'Audit entry of the move; agent_audit_log.id.';
comment on column bankagent.exception_moves.xid is
'Transaction of the move. The same one changed the exception.';
comment on column bankagent.exception_moves.moved_at is 'Time of the move (UTC).';
comment on constraint exception_moves_one_for_an_audit_entry on bankagent.exception_moves is
'Each move has an audit entry of its own.';
comment on index bankagent.exception_moves_exception_idx is 'Moves of one exception.';
comment on sequence bankagent.exception_moves_id_seq is 'Numbers of moves.';
