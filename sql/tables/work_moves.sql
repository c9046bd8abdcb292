-- What people do with an item of work: a request that awaits approval, with its exception where it
-- has one. Each row holds the whole state of the item after the move, so that the last row of an
-- approval is its state, and no second table can say otherwise.
create table bankagent.work_moves (
    id bigint generated always as identity,
    request_id bigint not null,
    job_id bigint not null,
    attempt integer not null,
    stage integer,
    action text not null,
    actor text not null,
    owner text,
    owned_until timestamptz,
    previous_owner text,
    team text,
    snoozed_until timestamptz,
    reason text,
    audit_entry_id bigint not null,
    xid xid8 not null default pg_current_xact_id(),
    moved_at timestamptz not null default clock_timestamp(),
    constraint work_moves_pkey primary key (id),
    constraint work_moves_one_for_an_audit_entry unique (audit_entry_id),
    constraint work_moves_request_id_fkey
    foreign key (request_id) references bankagent.banking_requests (id),
    constraint work_moves_approval_fkey
    foreign key (job_id, attempt) references bankagent.approvals (job_id, attempt),
    constraint work_moves_actor_fkey
    foreign key (actor) references bankagent.reviewers (name),
    constraint work_moves_owner_fkey
    foreign key (owner) references bankagent.reviewers (name),
    constraint work_moves_previous_owner_fkey
    foreign key (previous_owner) references bankagent.reviewers (name),
    constraint work_moves_audit_entry_id_fkey
    foreign key (audit_entry_id) references bankagent.agent_audit_log (id),
    constraint work_moves_action_is_known check (
        action in ('claimed', 'released', 'assigned', 'handed_back', 'moved', 'snoozed')
    ),
    constraint work_moves_claim_is_for_its_actor check (
        action <> 'claimed' or (owner is not null and owner = actor and owned_until is not null)
    ),
    constraint work_moves_assigned_to_a_reviewer check (
        action <> 'assigned' or (owner is not null and owned_until is null)
    ),
    constraint work_moves_leave_no_owner check (
        action not in ('released', 'moved') or owner is null
    ),
    constraint work_moves_moved_to_a_team check (action <> 'moved' or team is not null),
    constraint work_moves_lease_has_an_owner check (owned_until is null or owner is not null),
    constraint work_moves_lease_lasts_30_minutes check (
        owned_until <= moved_at + interval '30 minutes'
    ),
    constraint work_moves_snooze_lasts_30_days check (
        snoozed_until <= moved_at + interval '30 days'
    ),
    constraint work_moves_team_is_a_slug check (team ~ '^[a-z][a-z0-9_]{0,39}$'),
    constraint work_moves_reason_has_1_to_2000_characters check (
        char_length(reason) between 1 and 2000 and reason ~ '[^[:space:]]'
    )
);

create index work_moves_approval_idx on bankagent.work_moves (job_id, attempt, id);
create index work_moves_request_idx on bankagent.work_moves (request_id, id);

comment on table bankagent.work_moves is
'Moves of items of work, which are requests that await approval. Claims, assignments, teams and '
'snoozes. '
'Append-only; written by move_work and move_exception. The last row of an approval is the state '
'of the item (ops.work_items).';
comment on column bankagent.work_moves.id is 'Number of the move; read them in this order.';
comment on column bankagent.work_moves.request_id is
'Request that is the item; banking_requests.id.';
comment on column bankagent.work_moves.job_id is 'Job of the approval; approvals.job_id.';
comment on column bankagent.work_moves.attempt is 'Attempt of that job.';
comment on column bankagent.work_moves.stage is
'Stage that waited at the move. Team and snooze end with it. Null where none waited.';
comment on column bankagent.work_moves.action is
'Action of the move. claimed, released, assigned, handed_back, moved (to a team) or snoozed.';
comment on column bankagent.work_moves.actor is 'Reviewer who made the move.';
comment on column bankagent.work_moves.owner is
'Reviewer who has the item after the move; null for the team.';
comment on column bankagent.work_moves.owned_until is
'End of the claim (UTC), which is a lease. Null where the item was assigned, without an end.';
comment on column bankagent.work_moves.previous_owner is
'Reviewer who had it before the owner, and gets it when it is handed back. Null for the team.';
comment on column bankagent.work_moves.team is
'Role of the team that has it. Null for those who may vote at the stage.';
comment on column bankagent.work_moves.snoozed_until is
'Time until which it is left out of the lists (UTC); null where it is not.';
comment on column bankagent.work_moves.reason is
'Reason in the words of the person, 1 to 2,000 characters; else null.';
comment on column bankagent.work_moves.audit_entry_id is
'Audit entry of the move; agent_audit_log.id.';
comment on column bankagent.work_moves.xid is 'Transaction of the move, and of its entry.';
comment on column bankagent.work_moves.moved_at is 'Time of the move (UTC).';
comment on constraint work_moves_one_for_an_audit_entry on bankagent.work_moves is
'Each move has an audit entry of its own.';
comment on constraint work_moves_lease_lasts_30_minutes on bankagent.work_moves is
'A claim lasts 30 minutes; its owner claims again to go on.';
comment on constraint work_moves_snooze_lasts_30_days on bankagent.work_moves is
'An item is snoozed for 30 days at most.';
comment on index bankagent.work_moves_approval_idx is 'Moves of one approval; the last one counts.';
comment on index bankagent.work_moves_request_idx is 'Moves of one request.';
comment on sequence bankagent.work_moves_id_seq is 'Numbers of moves.';
