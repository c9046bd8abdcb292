-- 1. A trading desk books a trade and submits its review in one transaction: both or neither.
--
--     psql -d bank -f sql/examples/1_submit_in_your_own_transaction.sql
--
-- For a trial database: it leaves a schema desk_example with a table, and two requests.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never

create schema if not exists desk_example;
create table if not exists desk_example.trades (
    id bigint generated always as identity primary key,
    symbol text not null,
    notional numeric not null,
    request_id bigint
);

\echo
\echo A trade is booked, its review submitted, and both are rolled back: nothing is left of either.
begin;
insert into desk_example.trades (symbol, notional) values ('MSFT', 1200000);
select request_id as rolled_back
from bankagent.submit_requests(
    '[{"client_id": "CUST-1042", "request_type": "trade_review",
       "payload": {"symbol": "MSFT", "notional": 1200000}}]'
) \gset
rollback;
select
    (select count(*) from desk_example.trades where symbol = 'MSFT') as trades,
    (select count(*) from bankagent.banking_requests where id = :rolled_back) as requests;

\echo Two trades are committed. One call submits both; each trade keeps the number of its request.
begin;
insert into desk_example.trades (symbol, notional) values ('AAPL', 2500000), ('BMW', 0.10);
-- The answers come in the order of the items, counted from 0. An idempotency key makes it safe to
-- repeat this where the connection broke and it is unknown whether the commit was done.
with booked as (
    select id, row_number() over (order by id) - 1 as item, jsonb_build_object(
        'client_id', 'CUST-1042',
        'request_type', 'trade_review',
        'payload', jsonb_build_object('symbol', symbol, 'notional', notional),
        'idempotency_key', 'trade-' || id
    ) as request
    from desk_example.trades
    where request_id is null
),

submitted as (
    select answer.item, answer.request_id
    from (select jsonb_agg(request order by item) as items from booked) as all_of_them
    cross join lateral bankagent.submit_requests(all_of_them.items) as answer
)

update desk_example.trades as t
set request_id = submitted.request_id
from booked
inner join submitted on submitted.item = booked.item
where t.id = booked.id
returning t.id as trade, t.symbol, t.request_id;
commit;

\echo A worker may claim them after the commit; the maker is your database user.
select r.id as request_id, r.status, r.maker, r.payload
from bankagent.banking_requests as r
inner join desk_example.trades as t on t.request_id = r.id
order by r.id;

\echo The same key gives the same request, in any status.
select answer.request_id, answer.outcome
from desk_example.trades as t
cross join lateral bankagent.submit_requests(jsonb_build_array(jsonb_build_object(
    'client_id', 'CUST-1042',
    'request_type', 'trade_review',
    'payload', jsonb_build_object('symbol', t.symbol, 'notional', t.notional),
    'idempotency_key', 'trade-' || t.id
))) as answer
where t.request_id is not null
order by t.id;
