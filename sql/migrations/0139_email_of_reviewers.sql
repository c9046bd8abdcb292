-- Where a summary of what waits is sent. The column changes the catalog only, and the check reads
-- the few reviewers.
alter table bankagent.reviewers
add column email text,
add constraint reviewers_email_is_an_address check (
    char_length(email) <= 254 and email ~ '^[!-~]+@[!-~]+$' and email !~ '[<>(),;:"\\]|@.*@'
);

comment on column bankagent.reviewers.email is
'Address to which summaries of what waits are sent; null where none are.';
comment on constraint reviewers_email_is_an_address on bankagent.reviewers is
'An address is one word with one @, and cannot begin another header of a mail.';
