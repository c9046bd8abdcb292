-- The maker of a request never votes on it under another spelling of their name either, as 0050 has
-- it of the person for whom it was made. Not valid: votes from before stay, and ops.audit_gaps
-- names those that the constraint would refuse. It locks the votes for as long as the catalog
-- changes, and reads no row.
alter table bankagent.votes
drop constraint votes_reviewer_is_not_the_maker,
add constraint votes_reviewer_is_not_the_maker
check (bankagent.person_key(reviewer) <> bankagent.person_key(maker)) not valid;

comment on constraint votes_reviewer_is_not_the_maker on bankagent.votes is
'Four-eyes rule: the maker of a request never votes on it. Names are compared by person_key.';
