create table bankagent.trades (
    id bigint generated always as identity primary key,
    number bigint not null,
    version integer not null,
    action text not null,
    uti text,
    source text not null,
    record_number text not null,
    client_id text not null,
    maker text not null,
    -- The decision, not the request: what is not decided is not captured, superusers included.
    request_id bigint not null references bankagent.decisions (request_id),
    trade jsonb,
    created_at timestamptz not null default now(),
    constraint trades_one_of_a_version unique (number, version),
    constraint trades_one_of_a_request unique (request_id),
    -- Two captures of one trade at a time: the second ends in an error, and is tried again.
    constraint trades_one_of_a_record unique (maker, source, record_number, version),
    constraint trades_one_of_a_uti unique (maker, uti, version),
    constraint trades_version_counts_from_1 check (version >= 1 and (version > 1 or number = id)),
    constraint trades_action_is_known check (
        action in ('new', 'amend', 'cancel') and (action = 'new') = (version = 1)
    ),
    constraint trades_uti_has_1_to_52_characters check (char_length(uti) between 1 and 52),
    constraint trades_source_has_1_to_256_characters check (char_length(source) between 1 and 256),
    constraint trades_record_number_has_1_to_64_characters check (
        char_length(record_number) between 1 and 64
    ),
    constraint trades_trade_is_an_object check (
        (action = 'cancel') = (trade is null) and jsonb_typeof(trade) = 'object'
    )
);

comment on table bankagent.trades is
'Trades that were captured: each version is a row that never changes. '
'settle_jobs stores a version in the transaction of the decision that approves its capture.';
comment on column bankagent.trades.id is 'Number of the version.';
comment on column bankagent.trades.number is
'Number of the trade, which all of its versions share; the id of the first.';
comment on column bankagent.trades.version is 'Version of the trade, counted from 1.';
comment on column bankagent.trades.action is 'Origin of the version: new, amend or cancel.';
comment on column bankagent.trades.uti is
'Unique transaction identifier (ISO 23897); null without one.';
comment on column bankagent.trades.source is 'System or file that the record is from.';
comment on column bankagent.trades.record_number is 'Number of the record in its source.';
comment on column bankagent.trades.client_id is 'Client of the request that captured it.';
comment on column bankagent.trades.maker is
'Maker of the request that captured it. Trades of two makers never meet.';
comment on column bankagent.trades.request_id is
'Capture whose decision stored it; decisions.request_id.';
comment on column bankagent.trades.trade is
'Trade in normalised form, as trade_review takes it; null for a cancellation.';
comment on column bankagent.trades.created_at is 'Time of the decision (UTC).';
comment on constraint trades_one_of_a_version on bankagent.trades is
'Versions of a trade: each once.';
comment on constraint trades_one_of_a_request on bankagent.trades is
'Versions by request: a capture stores one at most.';
comment on constraint trades_one_of_a_record on bankagent.trades is
'Records of a maker''s source: one trade for each.';
comment on constraint trades_one_of_a_uti on bankagent.trades is
'Identifiers of a maker''s trades: one trade for each.';
comment on constraint trades_version_counts_from_1 on bankagent.trades is
'Range of the version; the first gives the trade its number.';
comment on constraint trades_action_is_known on bankagent.trades is
'Known actions; new for the first version alone.';
comment on constraint trades_uti_has_1_to_52_characters on bankagent.trades is 'Length of a UTI.';
comment on constraint trades_source_has_1_to_256_characters on bankagent.trades is
'Length of a source.';
comment on constraint trades_record_number_has_1_to_64_characters on bankagent.trades is
'Length of a record''s number.';
comment on constraint trades_trade_is_an_object on bankagent.trades is
'Form of the trade; a cancellation has none.';
comment on sequence bankagent.trades_id_seq is 'Numbers of versions of trades.';
