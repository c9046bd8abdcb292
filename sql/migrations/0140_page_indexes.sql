-- Indexes of the pages "My votes" and "similar cases". Creating them locks their tables against
-- writes; beside a million decisions by policy that takes less than a second, because few rows are
-- of people.
create index votes_reviewer_idx on bankagent.votes (reviewer, id);
create index decisions_by_people_idx on bankagent.decisions (request_id)
where decided_by = 'people';

comment on index bankagent.votes_reviewer_idx is 'Votes of one reviewer, the newest first.';
comment on index bankagent.decisions_by_people_idx is
'Decisions by people: the similar cases of a request are among the latest.';
