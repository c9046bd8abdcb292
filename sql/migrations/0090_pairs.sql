-- Requests about one record of a pair (trade_exception), so that a file that is sent again opens
-- nothing twice. They hold rows of that type alone: other types pay nothing. Each index is made by
-- one reading of the table (0.2 s beside a million requests of other types), which holds up writes
-- to it meanwhile.
--
-- The hash keeps a record of any length within the limit of an index: the statement compares the
-- record itself, too.
create index banking_requests_our_record_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{ours,source}') || '/' || (payload #>> '{ours,record_number}'), 0
    ),
    id
)
where request_type = 'trade_exception';
create index banking_requests_their_record_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{theirs,source}') || '/' || (payload #>> '{theirs,record_number}'), 0
    ),
    id
)
where request_type = 'trade_exception';
-- An attempt waits while an earlier request of its pair is not settled: these find it beside years
-- of one record's history.
create index banking_requests_our_waiting_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{ours,source}') || '/' || (payload #>> '{ours,record_number}'), 0
    ),
    id
)
where request_type = 'trade_exception' and status = 'received';
create index banking_requests_their_waiting_idx on bankagent.banking_requests (
    hashtextextended(
        (payload #>> '{theirs,source}') || '/' || (payload #>> '{theirs,record_number}'), 0
    ),
    id
)
where request_type = 'trade_exception' and status = 'received';

comment on index bankagent.banking_requests_our_record_idx is
'Trade exceptions by the source and the number of our record.';
comment on index bankagent.banking_requests_their_record_idx is
'Trade exceptions by the source and the number of their record.';
comment on index bankagent.banking_requests_our_waiting_idx is
'Trade exceptions that wait for a worker, by our record.';
comment on index bankagent.banking_requests_their_waiting_idx is
'Trade exceptions that wait for a worker, by their record.';
