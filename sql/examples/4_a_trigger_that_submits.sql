-- 4. A trigger submits a review of each order that any program books in a table of the bank.
--
--     psql -d bank -f sql/examples/4_a_trigger_that_submits.sql
--
-- For a trial database: it leaves a schema desk_example with a table and a trigger, and three
-- requests.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never

create schema if not exists desk_example;
create table if not exists desk_example.orders (
    id bigint generated always as identity primary key,
    client_id text not null,
    symbol text not null,
    notional numeric not null check (notional > 0)
);

-- Runs once per statement, with all of its rows: one call for one order or for a thousand.
create or replace function desk_example.review_orders()
returns trigger
language plpgsql
as $$
begin
    perform bankagent.submit_requests(
        (
            select jsonb_agg(jsonb_build_object(
                'client_id', booked.client_id,
                'request_type', 'trade_review',
                'payload', jsonb_build_object(
                    'symbol', booked.symbol, 'notional', booked.notional
                ),
                'idempotency_key', 'order-' || booked.id
            ) order by booked.id)
            from booked
        )
    )
    where exists (select from booked);
    return null;
end
$$;

create or replace trigger review_orders
after insert on desk_example.orders
referencing new table as booked
for each statement execute function desk_example.review_orders();

\echo Three orders, three requests, one transaction:
insert into desk_example.orders (client_id, symbol, notional)
values ('CUST-1042', 'AAPL', 2500000), ('CUST-1042', 'MSFT', 7000000), ('CUST-2001', 'BMW', 10.10);

\echo An insert of nothing submits nothing, and one that fails leaves nothing:
insert into desk_example.orders (client_id, symbol, notional)
select 'CUST-1042', 'AAPL', 1 where false;
\set ON_ERROR_STOP off
insert into desk_example.orders (client_id, symbol, notional)
values ('CUST-1042', 'AAPL', 1), ('CUST-1042', 'AAPL', -1);
\set ON_ERROR_STOP on

select o.id as order_id, k.request_id, r.client_id, r.payload, r.maker, r.status
from desk_example.orders as o
inner join bankagent.idempotency_keys as k
    on k.caller = session_user and k.key = 'order-' || o.id
inner join bankagent.banking_requests as r on r.id = k.request_id
order by o.id;
