-- The states of a trade exception and the legal moves between them. Their tables refuse every
-- change, this file's owner excepted while it runs.
alter table bankagent.exception_states disable trigger user;
alter table bankagent.exception_legal_moves disable trigger user;

delete from bankagent.exception_states;
delete from bankagent.exception_legal_moves;

insert into bankagent.exception_states (state, is_final, decision, description)
values
('open', false, null, 'No person has it yet.'),
('assigned', false, null, 'A person has it.'),
('investigating', false, null, 'A person looks for the cause.'),
('counterparty_contacted', false, null, 'The counterparty has been asked.'),
('repair_proposed', false, null, 'A repair waits for the vote of another person.'),
('repaired', false, null, 'The repair was approved; the pair must match now.'),
('rematched', true, 'approved', 'The pair matches, or people accept it after its repair.'),
('written_off', true, 'approved', 'The difference was written off, by a vote.'),
('trade_cancelled', true, 'rejected', 'The trade was cancelled.');

insert into bankagent.exception_legal_moves (action, from_state, to_state, needs, description)
values
('opened', 'new', 'open', 'request', 'The breaks of a request were left to people.'),
('assigned', 'open', 'assigned', 'assignee', 'A person was given it.'),
('assigned', 'assigned', 'assigned', 'assignee', 'Another person was given it.'),
('assigned', 'investigating', 'assigned', 'assignee', 'Another person was given it.'),
('assigned', 'counterparty_contacted', 'assigned', 'assignee', 'Another person was given it.'),
('assigned', 'repair_proposed', 'repair_proposed', 'assignee', 'Another person was given it.'),
('assigned', 'repaired', 'repaired', 'assignee', 'Another person was given it.'),
('assigned', 'investigating', 'investigating', 'assignee', 'Another person goes on with it.'),
(
    'assigned', 'counterparty_contacted', 'counterparty_contacted', 'assignee',
    'Another person goes on with it.'
),
('released', 'investigating', 'investigating', 'nothing', 'Its owner gave it to the team.'),
(
    'released', 'counterparty_contacted', 'counterparty_contacted', 'nothing',
    'Its owner gave it to the team.'
),
('released', 'repair_proposed', 'repair_proposed', 'nothing', 'Its owner gave it to the team.'),
('released', 'repaired', 'repaired', 'nothing', 'Its owner gave it to the team.'),
('moved', 'assigned', 'open', 'nothing', 'It was handed back to the team.'),
('moved', 'investigating', 'open', 'nothing', 'It was handed back to the team.'),
('moved', 'open', 'investigating', 'nothing', 'A person looks for the cause.'),
('moved', 'assigned', 'investigating', 'nothing', 'A person looks for the cause.'),
('moved', 'counterparty_contacted', 'investigating', 'nothing', 'The counterparty has answered.'),
('moved', 'repaired', 'investigating', 'nothing', 'The repair did not help.'),
('moved', 'open', 'counterparty_contacted', 'nothing', 'The counterparty was asked.'),
('moved', 'assigned', 'counterparty_contacted', 'nothing', 'The counterparty was asked.'),
('moved', 'investigating', 'counterparty_contacted', 'nothing', 'The counterparty was asked.'),
('moved', 'repair_proposed', 'investigating', 'nothing', 'The proposed repair was withdrawn.'),
('repair_proposed', 'open', 'repair_proposed', 'proposal', 'A repair was proposed.'),
('repair_proposed', 'assigned', 'repair_proposed', 'proposal', 'A repair was proposed.'),
('repair_proposed', 'investigating', 'repair_proposed', 'proposal', 'A repair was proposed.'),
(
    'repair_proposed', 'counterparty_contacted', 'repair_proposed', 'proposal',
    'A repair was proposed.'
),
('repair_proposed', 'repaired', 'repair_proposed', 'proposal', 'Another repair was proposed.'),
('repair_rejected', 'repair_proposed', 'investigating', 'vote', 'A reviewer rejected the repair.'),
('repaired', 'repair_proposed', 'repaired', 'vote', 'A reviewer approved the repair.'),
('write_off_proposed', 'open', 'open', 'proposal', 'A write-off was proposed.'),
('write_off_proposed', 'assigned', 'assigned', 'proposal', 'A write-off was proposed.'),
('write_off_proposed', 'investigating', 'investigating', 'proposal', 'A write-off was proposed.'),
(
    'write_off_proposed', 'counterparty_contacted', 'counterparty_contacted', 'proposal',
    'A write-off was proposed.'
),
('write_off_proposed', 'repaired', 'repaired', 'proposal', 'A write-off was proposed.'),
('write_off_rejected', 'open', 'open', 'vote', 'A reviewer rejected the write-off.'),
('write_off_rejected', 'assigned', 'assigned', 'vote', 'A reviewer rejected the write-off.'),
(
    'write_off_rejected', 'investigating', 'investigating', 'vote',
    'A reviewer rejected the write-off.'
),
(
    'write_off_rejected', 'counterparty_contacted', 'counterparty_contacted', 'vote',
    'A reviewer rejected the write-off.'
),
('write_off_rejected', 'repaired', 'repaired', 'vote', 'A reviewer rejected the write-off.'),
('written_off', 'open', 'written_off', 'vote', 'A reviewer approved the write-off.'),
('written_off', 'assigned', 'written_off', 'vote', 'A reviewer approved the write-off.'),
('written_off', 'investigating', 'written_off', 'vote', 'A reviewer approved the write-off.'),
(
    'written_off', 'counterparty_contacted', 'written_off', 'vote',
    'A reviewer approved the write-off.'
),
('written_off', 'repaired', 'written_off', 'vote', 'A reviewer approved the write-off.'),
('cancellation_proposed', 'open', 'open', 'proposal', 'A cancellation was proposed.'),
('cancellation_proposed', 'assigned', 'assigned', 'proposal', 'A cancellation was proposed.'),
(
    'cancellation_proposed', 'investigating', 'investigating', 'proposal',
    'A cancellation was proposed.'
),
(
    'cancellation_proposed', 'counterparty_contacted', 'counterparty_contacted', 'proposal',
    'A cancellation was proposed.'
),
('cancellation_proposed', 'repaired', 'repaired', 'proposal', 'A cancellation was proposed.'),
('cancellation_rejected', 'open', 'open', 'vote', 'A reviewer rejected the cancellation.'),
('cancellation_rejected', 'assigned', 'assigned', 'vote', 'A reviewer rejected the cancellation.'),
(
    'cancellation_rejected', 'investigating', 'investigating', 'vote',
    'A reviewer rejected the cancellation.'
),
(
    'cancellation_rejected', 'counterparty_contacted', 'counterparty_contacted', 'vote',
    'A reviewer rejected the cancellation.'
),
('cancellation_rejected', 'repaired', 'repaired', 'vote', 'A reviewer rejected the cancellation.'),
('forced_match_proposed', 'repaired', 'repaired', 'proposal', 'A forced match was proposed.'),
('forced_match_rejected', 'repaired', 'repaired', 'vote', 'A reviewer rejected the forced match.'),
('voted', 'open', 'open', 'vote', 'A stage has a vote, and another one waits.'),
('voted', 'assigned', 'assigned', 'vote', 'A stage has a vote, and another one waits.'),
('voted', 'investigating', 'investigating', 'vote', 'A stage has a vote, and another one waits.'),
(
    'voted', 'counterparty_contacted', 'counterparty_contacted', 'vote',
    'A stage has a vote, and another one waits.'
),
('voted', 'repaired', 'repaired', 'vote', 'A stage has a vote, and another one waits.'),
('rematched', 'open', 'rematched', 'match', 'A later request of the pair matches.'),
('rematched', 'assigned', 'rematched', 'match', 'A later request of the pair matches.'),
('rematched', 'investigating', 'rematched', 'match', 'A later request of the pair matches.'),
(
    'rematched', 'counterparty_contacted', 'rematched', 'match',
    'A later request of the pair matches.'
),
('rematched', 'repair_proposed', 'rematched', 'match', 'A later request of the pair matches.'),
('rematched', 'repaired', 'rematched', 'match', 'A later request of the pair matches.'),
('changed', 'open', 'open', 'change', 'The pair came again with other values.'),
('changed', 'assigned', 'assigned', 'change', 'The pair came again with other values.'),
('changed', 'investigating', 'investigating', 'change', 'The pair came again with other values.'),
(
    'changed', 'counterparty_contacted', 'counterparty_contacted', 'change',
    'The pair came again with other values.'
),
('changed', 'repair_proposed', 'investigating', 'change', 'The repair was of other values.'),
('changed', 'repaired', 'investigating', 'change', 'The repair was of other values.'),
('match_forced', 'repaired', 'rematched', 'reason', 'A person accepts the pair after its repair.'),
('trade_cancelled', 'open', 'trade_cancelled', 'reason', 'The trade was cancelled.'),
('trade_cancelled', 'assigned', 'trade_cancelled', 'reason', 'The trade was cancelled.'),
('trade_cancelled', 'investigating', 'trade_cancelled', 'reason', 'The trade was cancelled.'),
(
    'trade_cancelled', 'counterparty_contacted', 'trade_cancelled', 'reason',
    'The trade was cancelled.'
),
('trade_cancelled', 'repair_proposed', 'trade_cancelled', 'reason', 'The trade was cancelled.'),
('trade_cancelled', 'repaired', 'trade_cancelled', 'reason', 'The trade was cancelled.'),
('reopened', 'rematched', 'rematched', 'request', 'A new request reopened it.'),
('reopened', 'written_off', 'written_off', 'request', 'A new request reopened it.'),
('reopened', 'trade_cancelled', 'trade_cancelled', 'request', 'A new request reopened it.');

alter table bankagent.exception_states enable trigger user;
alter table bankagent.exception_legal_moves enable trigger user;
