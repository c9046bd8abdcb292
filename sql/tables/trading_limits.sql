create table bankagent.trading_limits (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    scope text not null,
    name text not null,
    currency text not null,
    automatic_limit numeric not null,
    primary key (reference_version_id, scope, name),
    constraint trading_limits_scope_is_known check (scope in ('desk', 'book')),
    constraint trading_limits_name_is_a_name check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    constraint trading_limits_currency_is_a_code check (currency ~ '^[A-Z]{3}$'),
    constraint trading_limits_automatic_limit_is_an_amount check (
        automatic_limit >= 0
        and automatic_limit < 1000000000000000000
        and scale(automatic_limit) = min_scale(automatic_limit)
        and scale(automatic_limit) <= 10
    )
);

comment on table bankagent.trading_limits is
'Limits of trading desks and books. Up to its limit a trade may be decided automatically.';
comment on column bankagent.trading_limits.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.trading_limits.scope is 'Scope of the limit: desk or book.';
comment on column bankagent.trading_limits.name is
'Name of the trading desk or book. A name without a row has no known limit.';
comment on column bankagent.trading_limits.currency is 'Currency of the limit, ISO 4217.';
comment on column bankagent.trading_limits.automatic_limit is
'Largest notional, in major units of the currency, that needs no person.';
