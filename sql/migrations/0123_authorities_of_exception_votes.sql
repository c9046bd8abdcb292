-- Votes on proposals rest on an authority, as votes on requests do. A new column without a default
-- changes the catalog only; votes from before stay as they are.
alter table bankagent.exception_votes
add column authority_id bigint,
add constraint exception_votes_authority_is_of_its_reviewer
foreign key (authority_id, reviewer) references bankagent.authorities (id, reviewer),
add constraint exception_votes_rest_on_an_authority check (authority_id is not null) not valid;

comment on column bankagent.exception_votes.authority_id is
'Authority of the reviewer that the vote rests on; authorities.id. Null before authorities.';
comment on constraint exception_votes_authority_is_of_its_reviewer on bankagent.exception_votes is
'No vote rests on the authority of another reviewer.';
comment on constraint exception_votes_rest_on_an_authority on bankagent.exception_votes is
'Each vote names the authority that it rests on.';
