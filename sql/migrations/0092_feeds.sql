-- Requests of one feed, so that a summary reads its pairs alone, and feeds are found by one entry
-- each. It holds pairs that name a feed: other requests pay nothing, and no status stands in it, so
-- that updates stay in their page. It is made by one reading of the table (0.2 s beside a million
-- requests of other types), which holds up writes to it meanwhile.
--
-- A name has 100 characters at most. SQL may store a longer one, which an index could not hold.
create index banking_requests_feed_idx on bankagent.banking_requests (
    left(payload #>> '{feed,name}', 100), maker, id
)
where request_type = 'trade_exception' and payload #>> '{feed,name}' is not null;

comment on index bankagent.banking_requests_feed_idx is
'Pairs of a feed by its name and its maker, in order.';
