-- The statuses. Their table refuses every change, this file's owner excepted while it runs.
alter table bankagent.request_statuses disable trigger user;

delete from bankagent.request_statuses;

insert into bankagent.request_statuses (status, who_acts_next, is_open, description)
values
('received', 'a worker', true, 'Stored and queued; a worker will decide it.'),
('awaiting_approval', 'reviewers', true, 'The policy asks for people; reviewers vote.'),
('needs_info', 'the caller', true, 'The caller must send another payload.'),
('failed', 'an operator', true, 'The retry budget is spent; an operator requeues or cancels.'),
('processed', 'nobody', false, 'Decided, by policy or by people.'),
('cancelled', 'nobody', false, 'Cancelled by its maker or by an operator.');

alter table bankagent.request_statuses enable trigger user;
