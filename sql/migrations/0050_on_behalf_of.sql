-- A system submits for a person, who then never votes on the request. The column is empty, and not
-- null, where the maker asks for itself: a foreign key does not look at nulls, and a vote that left
-- the person out would pass it.
alter table bankagent.banking_requests
add column on_behalf_of text not null default '',
add constraint banking_requests_on_behalf_of_is_a_name
check (on_behalf_of = '' or bankagent.is_person_name(on_behalf_of));

-- The index that the lists of a caller use takes the person in: a submit writes no index more.
alter table bankagent.votes drop constraint votes_maker_is_the_requests_maker;
alter table bankagent.banking_requests
drop constraint banking_requests_maker_and_id,
add constraint banking_requests_maker_id_and_person unique (maker, id, on_behalf_of);

alter table bankagent.votes
add column on_behalf_of text not null default '',
add constraint votes_reviewer_is_not_the_person
check (bankagent.person_key(reviewer) <> bankagent.person_key(on_behalf_of)),
add constraint votes_maker_and_person_are_the_requests
foreign key (maker, request_id, on_behalf_of)
references bankagent.banking_requests (maker, id, on_behalf_of);

-- The digest of an approval covers the person from now on. An approval that waits at this moment
-- keeps the digest that its reviewers were shown, in form 1 or 2.
alter table bankagent.approvals alter column digest_form set default 3;

comment on column bankagent.banking_requests.on_behalf_of is
'Person for whom the maker submitted; empty where it named none. That person never votes on the '
'request.';
comment on constraint banking_requests_on_behalf_of_is_a_name on bankagent.banking_requests is
'Form of a person''s name: 1 to 200 printable characters. No space stands at either end.';
comment on constraint banking_requests_maker_id_and_person on bankagent.banking_requests is
'Requests of one maker by number; votes name maker and person through it.';
comment on column bankagent.votes.on_behalf_of is
'Person for whom the request was made; never the reviewer. As banking_requests.on_behalf_of.';
comment on constraint votes_reviewer_is_not_the_person on bankagent.votes is
'Four-eyes rule: the person for whom a request was made never votes on it.';
comment on constraint votes_maker_and_person_are_the_requests on bankagent.votes is
'A vote names the maker and the person of its request, and cannot name others.';
comment on column bankagent.approvals.digest_form is
'Form of the digest. 3 is that of ops.approval_digest; 2 is without on_behalf_of; 1 is that of '
'approvals that were opened before schema version 3.';
