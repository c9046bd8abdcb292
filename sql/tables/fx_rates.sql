-- The currency comes first in the key: facts ask for the newest rate of a currency up to a day.
-- scale = min_scale keeps 1.10 out where 1.1 is meant, so that equal rates have equal digests.
create table bankagent.fx_rates (
    reference_version_id bigint not null references bankagent.reference_versions (id),
    day date not null,
    currency text not null,
    rate numeric not null,
    primary key (reference_version_id, currency, day),
    constraint fx_rates_day_is_in_1990_to_2100 check (day between '1990-01-01' and '2100-12-31'),
    constraint fx_rates_currency_is_a_code check (currency ~ '^[A-Z]{3}$' and currency <> 'EUR'),
    constraint fx_rates_rate_is_positive check (rate > 0 and rate < 1000000000),
    constraint fx_rates_rate_has_no_trailing_zeros check (
        scale(rate) = min_scale(rate) and scale(rate) <= 10
    )
);

comment on table bankagent.fx_rates is
'Exchange rates against the euro, by day and currency, as the ECB publishes them.';
comment on column bankagent.fx_rates.reference_version_id is
'Version that the row belongs to; reference_versions.id.';
comment on column bankagent.fx_rates.day is 'Day of the rate.';
comment on column bankagent.fx_rates.currency is 'Currency, ISO 4217; never EUR, whose rate is 1.';
comment on column bankagent.fx_rates.rate is 'Units of the currency for 1 EUR.';
