create table bankagent.portfolio_snapshots (
    id bigint generated always as identity primary key,
    client_id text not null,
    as_of timestamptz not null,
    source text not null,
    maker text not null,
    created_at timestamptz not null default clock_timestamp(),
    position_count integer not null,
    gross jsonb not null,
    constraint portfolio_snapshots_one_of_a_source_and_instant
    unique (maker, client_id, as_of, source),
    constraint portfolio_snapshots_client_id_has_1_to_64_characters check (
        char_length(client_id) between 1 and 64
    ),
    constraint portfolio_snapshots_source_has_1_to_200_characters check (
        char_length(source) between 1 and 200
        and source ~ '[^[:space:]]'
        and source !~ '[\u0001-\u001f\u007f-\u009f]'
    ),
    -- Clocks differ; a portfolio of a time to come is a forecast, which is no snapshot.
    constraint portfolio_snapshots_as_of_is_not_to_come check (
        isfinite(as_of) and as_of <= created_at + make_interval(mins => 5)
    ),
    constraint portfolio_snapshots_have_1_to_5000_positions check (
        position_count between 1 and 5000
    ),
    constraint portfolio_snapshots_gross_is_an_object check (jsonb_typeof(gross) = 'object')
);

create index portfolio_snapshots_client_idx on bankagent.portfolio_snapshots (client_id, as_of, id);

create table bankagent.portfolio_positions (
    snapshot_id bigint not null references bankagent.portfolio_snapshots (id),
    number integer not null,
    isin text,
    symbol text,
    quantity numeric not null,
    market_value numeric not null,
    currency text not null,
    primary key (snapshot_id, number),
    constraint portfolio_positions_number_counts_from_1 check (number >= 1),
    constraint portfolio_positions_instrument_is_named check (num_nonnulls(isin, symbol) >= 1),
    constraint portfolio_positions_isin_has_its_form check (isin ~ '^[A-Z]{2}[A-Z0-9]{9}[0-9]$'),
    constraint portfolio_positions_symbol_has_its_form check (
        symbol ~ '^[A-Za-z0-9./^=:-]([A-Za-z0-9./^=: -]{0,30}[A-Za-z0-9./^=:-])?$'
    ),
    constraint portfolio_positions_currency_has_its_form check (currency ~ '^[A-Z]{3}$'),
    -- NaN and infinity are greater than every number.
    constraint portfolio_positions_amounts_are_in_range check (
        abs(quantity) < 1e28 and scale(trim_scale(quantity)) <= 10
        and abs(market_value) < 1e28 and scale(trim_scale(market_value)) <= 10
    )
);

create index portfolio_positions_isin_idx on bankagent.portfolio_positions (snapshot_id, isin);
create index portfolio_positions_symbol_idx
on bankagent.portfolio_positions (snapshot_id, upper(symbol));

comment on table bankagent.portfolio_snapshots is
'Portfolio snapshots: what a client held at an instant, by one source. A row '
'never changes. Its positions come with it, in portfolio_positions. Written by '
'store_portfolio_snapshot.';
comment on column bankagent.portfolio_snapshots.id is
'Number of the snapshot; a trade names it as portfolio_snapshot_id.';
comment on column bankagent.portfolio_snapshots.client_id is 'Client whose portfolio it is.';
comment on column bankagent.portfolio_snapshots.as_of is
'Instant at which the client held this, as the source says (UTC).';
comment on column bankagent.portfolio_snapshots.source is
'Source of the positions in the words of the maker, such as a system.';
comment on column bankagent.portfolio_snapshots.maker is
'Caller that stored it, or database user. A caller sees its own.';
comment on column bankagent.portfolio_snapshots.created_at is 'Time of storage (UTC).';
comment on column bankagent.portfolio_snapshots.position_count is
'Number of its positions, 1 to 5,000.';
comment on column bankagent.portfolio_snapshots.gross is
'Sum of the absolute market values of its positions, by currency. Held to be theirs by a trigger, '
'so that facts read a few rows of a portfolio and not all.';
comment on index bankagent.portfolio_snapshots_client_idx is
'Snapshots of one client by instant, for lists.';
comment on constraint portfolio_snapshots_one_of_a_source_and_instant
on bankagent.portfolio_snapshots is
'Snapshots of one maker: one for each client, source and instant. A feed that runs again stores '
'nothing twice.';
comment on constraint portfolio_snapshots_client_id_has_1_to_64_characters
on bankagent.portfolio_snapshots is 'Length of a client''s id, as that of requests.';
comment on constraint portfolio_snapshots_source_has_1_to_200_characters
on bankagent.portfolio_snapshots is 'Length of a source, in printable characters.';
comment on constraint portfolio_snapshots_as_of_is_not_to_come on bankagent.portfolio_snapshots is
'Latest instant: 5 minutes after the snapshot was stored.';
comment on constraint portfolio_snapshots_have_1_to_5000_positions
on bankagent.portfolio_snapshots is
'Range of the number of positions. An empty file must not pass for an empty portfolio.';
comment on constraint portfolio_snapshots_gross_is_an_object on bankagent.portfolio_snapshots is
'Form of the sums, an amount by currency.';
comment on sequence bankagent.portfolio_snapshots_id_seq is 'Numbers of portfolio snapshots.';

comment on table bankagent.portfolio_positions is
'Positions of portfolio snapshots. They come all at once, with their snapshot, and never change.';
comment on column bankagent.portfolio_positions.snapshot_id is
'Snapshot that has the position; portfolio_snapshots.id.';
comment on column bankagent.portfolio_positions.number is
'Number of the position in its snapshot, counted from 1. It keeps the order of the maker.';
comment on column bankagent.portfolio_positions.isin is 'ISIN of the instrument; null without one.';
comment on column bankagent.portfolio_positions.symbol is
'Symbol of the instrument; null without one. Compared in capitals, where an ISIN is missing.';
comment on column bankagent.portfolio_positions.quantity is
'Units that are held; below 0 for a short position.';
comment on column bankagent.portfolio_positions.market_value is
'Value in major units of the currency; below 0 for a short position.';
comment on column bankagent.portfolio_positions.currency is
'Currency of the market value (ISO 4217).';
comment on index bankagent.portfolio_positions_isin_idx is
'Positions of a snapshot by ISIN, for the facts of a trade.';
comment on index bankagent.portfolio_positions_symbol_idx is
'Positions of a snapshot by symbol in capitals, for the facts of a trade.';
comment on constraint portfolio_positions_number_counts_from_1 on bankagent.portfolio_positions is
'Range of the number in its snapshot.';
comment on constraint portfolio_positions_instrument_is_named on bankagent.portfolio_positions is
'A position has an ISIN, a symbol, or both.';
comment on constraint portfolio_positions_isin_has_its_form on bankagent.portfolio_positions is
'Form of an ISIN (ISO 6166); the API checks its check digit.';
comment on constraint portfolio_positions_symbol_has_its_form on bankagent.portfolio_positions is
'Form of a symbol, as that of trades.';
comment on constraint portfolio_positions_currency_has_its_form on bankagent.portfolio_positions is
'Form of a currency code (ISO 4217).';
comment on constraint portfolio_positions_amounts_are_in_range on bankagent.portfolio_positions is
'Range of amounts: below 1e28, with at most 10 digits after the point.';
