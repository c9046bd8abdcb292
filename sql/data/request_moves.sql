-- The legal moves. Their table refuses every change, this file's owner excepted while it runs.
alter table bankagent.request_moves disable trigger user;

delete from bankagent.request_moves;

insert into bankagent.request_moves (action, from_status, to_status, description)
values
('received', 'new', 'received', 'The request was accepted and its job queued.'),
('attempt_failed', 'received', 'received', 'A run ended in an error; it will be tried again.'),
('attempt_lost', 'received', 'received', 'A worker died with the request in hand.'),
('requeued', 'received', 'received', 'The request had no open job and was given a new one.'),
('requeued', 'failed', 'received', 'A person gave the request a new job.'),
('payload_replaced', 'needs_info', 'received', 'The caller supplied another payload.'),
('answered', 'needs_info', 'received', 'The caller answered a question in words.'),
('processed', 'received', 'processed', 'Policy decided.'),
('awaiting_approval', 'received', 'awaiting_approval', 'Policy asks for people.'),
('needs_info', 'received', 'needs_info', 'The caller must supply something.'),
('failed', 'received', 'failed', 'The retry budget is spent; an operator must look.'),
('voted', 'awaiting_approval', 'awaiting_approval', 'A reviewer voted.'),
('processed', 'awaiting_approval', 'processed', 'People decided, or their time ended.'),
('needs_info', 'awaiting_approval', 'needs_info', 'A reviewer asks the caller for more.'),
('calls_approved', 'awaiting_approval', 'received', 'People approved tool calls of its agent.'),
('calls_denied', 'awaiting_approval', 'received', 'People denied tool calls of its agent.'),
('escalated', 'awaiting_approval', 'awaiting_approval', 'A stage of its approval is overdue.'),
('claimed', 'awaiting_approval', 'awaiting_approval', 'A reviewer has it in hand for 30 minutes.'),
('released', 'awaiting_approval', 'awaiting_approval', 'A reviewer gave it back to the team.'),
('assigned', 'awaiting_approval', 'awaiting_approval', 'A reviewer was given it.'),
('handed_back', 'awaiting_approval', 'awaiting_approval', 'It went back to the owner before.'),
('moved', 'awaiting_approval', 'awaiting_approval', 'It was moved to the team of a role.'),
('snoozed', 'awaiting_approval', 'awaiting_approval', 'It is left out of lists until a time.'),
('commented', 'received', 'received', 'A reviewer told its caller something.'),
('commented', 'awaiting_approval', 'awaiting_approval', 'A reviewer told its caller something.'),
('commented', 'needs_info', 'needs_info', 'A reviewer told its caller something.'),
('commented', 'failed', 'failed', 'A reviewer told its caller something.'),
('commented', 'processed', 'processed', 'A reviewer told its caller something.'),
('commented', 'cancelled', 'cancelled', 'A reviewer told its caller something.'),
('exception_moved', 'awaiting_approval', 'awaiting_approval', 'Its exception moved.'),
('exception_reopened', 'processed', 'processed', 'A new request reopened its exception.'),
('findings_given', 'awaiting_approval', 'received', 'Findings of a reviewer are evaluated.'),
('findings_given', 'needs_info', 'received', 'Findings of a reviewer are evaluated.'),
('findings_noted', 'received', 'received', 'Findings of a reviewer came before the attempt.'),
('findings_noted', 'awaiting_approval', 'awaiting_approval', 'A waiver waits for a second person.'),
('findings_noted', 'needs_info', 'needs_info', 'A waiver waits for a second person.'),
('cancelled', 'received', 'cancelled', 'The request was cancelled.'),
('cancelled', 'awaiting_approval', 'cancelled', 'The request was cancelled.'),
('cancelled', 'needs_info', 'cancelled', 'The request was cancelled.'),
('cancelled', 'failed', 'cancelled', 'The request was cancelled.');

alter table bankagent.request_moves enable trigger user;
