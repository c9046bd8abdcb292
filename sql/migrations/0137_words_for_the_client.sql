-- A rejection says which of its words may reach the client. The column is without a default and so
-- changes the catalog only; the check reads the votes once (0.1 s for 100,000).
alter table bankagent.votes
add column client_reason text,
add constraint votes_client_reason_is_of_a_rejection check (
    client_reason is null
    or (
        verdict = 'reject'
        and char_length(client_reason) between 1 and 2000
        and client_reason ~ '[^[:space:]]'
    )
);

comment on column bankagent.votes.client_reason is
'Words of a rejection that may reach the client, 1 to 2,000 characters. Null where none may.';
comment on constraint votes_client_reason_is_of_a_rejection on bankagent.votes is
'Only a rejection has words for the client.';
