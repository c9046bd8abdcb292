-- Reviewers escalate what waits for their vote: a vote of a fourth verdict, which decides nothing,
-- and stages that take the place of those that wait. New columns without a default change the
-- catalog only; the checks read the votes once (0.3 s for 100,000), under an exclusive lock.
alter table bankagent.votes
add column escalation_code text,
add column shown_digest text,
drop constraint votes_verdict_is_known,
add constraint votes_verdict_is_known
check (verdict in ('approve', 'reject', 'needs_info', 'escalate')),
add constraint votes_escalation_has_a_code
check ((verdict = 'escalate') = (escalation_code is not null)),
add constraint votes_escalation_code_is_known check (
    escalation_code in (
        'higher_authority', 'expertise_needed', 'conflict_of_interest', 'unusual_case', 'other'
    )
),
add constraint votes_shown_digest_is_a_sha256 check (shown_digest ~ '^[0-9a-f]{64}$');

comment on column bankagent.votes.verdict is
'Verdict: approve, reject, needs_info or escalate. The last raises the demand, and decides '
'nothing.';
comment on column bankagent.votes.digest is
'Digest with which the approval was opened (approvals.digest).';
comment on column bankagent.votes.escalation_code is
'Reason in a word for an escalation. Null for every other verdict.';
comment on column bankagent.votes.shown_digest is
'Digest that was shown after an escalation of the approval (ops.digest_shown). Null where it was '
'that of the opening.';
comment on constraint votes_escalation_has_a_code on bankagent.votes is
'An escalation says why in a word, and no other vote does.';

alter table bankagent.approval_stages
add column escalation_id bigint,
add constraint approval_stages_escalation_fkey
foreign key (escalation_id) references bankagent.votes (id);

comment on column bankagent.approval_stages.escalation_id is
'Vote that escalated the approval, by which the stage was added; votes.id. The stages of the last '
'one take the place of those that waited then. Null for stages of the opening.';
