-- Cases of one client, so that a review finds the one before without the client's trades, of which
-- there may be many. It holds rows of client_onboarding alone: other types pay nothing. The index
-- is made by one reading of the table, as those of 0090 are (0.2 s beside a million requests of
-- other types), which holds up writes to it meanwhile.
create index banking_requests_cases_idx on bankagent.banking_requests (client_id, id)
where request_type = 'client_onboarding';

comment on index bankagent.banking_requests_cases_idx is
'Cases of client onboarding by client, oldest first.';
