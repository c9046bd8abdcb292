-- An exception under more than one vote is closed by a proposal that has its stages, and a proposal
-- may cancel the trade or force the match too. New columns without a default change the catalog
-- only; the check reads the proposals once, and the unique index the votes (one each until now).
alter table bankagent.exception_proposals
add column stages jsonb,
drop constraint exception_proposals_kind_is_known,
add constraint exception_proposals_kind_is_known
check (kind in ('repair', 'write_off', 'cancellation', 'forced_match')),
add constraint exception_proposals_stages_are_an_array check (jsonb_typeof(stages) = 'array');

alter table bankagent.exception_votes
add column stage integer,
drop constraint exception_votes_one_for_a_proposal;

create unique index exception_votes_one_for_each_person
on bankagent.exception_votes (proposal_id, bankagent.person_key(reviewer));

comment on column bankagent.exception_proposals.stages is
'Stages of its votes as JSON: [{"stage", "role", "votes"}]. Null for one vote of any role.';
comment on column bankagent.exception_votes.stage is
'Stage of the proposal that the vote is on. Null for votes from before there were stages.';
comment on index bankagent.exception_votes_one_for_each_person is
'Votes of one person on a proposal: at most one, over all of its stages.';
