create table bankagent.models (
    id bigint generated always as identity primary key,
    provider text not null,
    name text not null,
    owner text not null,
    purpose text not null,
    validated_on date,
    validated_by text,
    input_price numeric,
    output_price numeric,
    cached_price numeric,
    currency text not null default 'USD',
    valid_from timestamptz not null default clock_timestamp(),
    valid_to timestamptz,
    listed_by text not null,
    retired_by text,
    constraint models_provider_has_its_form check (provider ~ '^[a-z][a-z0-9-]{0,39}$'),
    constraint models_name_has_its_form check (name ~ '^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$'),
    constraint models_owner_has_1_to_200_characters check (
        char_length(owner) between 1 and 200
        and owner ~ '[^[:space:]]'
        and owner !~ '[\u0001-\u001f\u007f-\u009f]'
    ),
    constraint models_purpose_has_1_to_500_characters check (
        char_length(purpose) between 1 and 500
        and purpose ~ '[^[:space:]]'
        and purpose !~ '[\u0001-\u001f\u007f-\u009f]'
    ),
    constraint models_validation_names_day_and_person check (
        (validated_on is null) = (validated_by is null)
        and validated_on >= date '2000-01-01'
        -- A day begins up to 14 hours earlier elsewhere than in UTC.
        and validated_on <= ((valid_from at time zone 'utc') + make_interval(hours => 14))::date
    ),
    constraint models_validated_by_has_1_to_200_characters check (
        char_length(validated_by) between 1 and 200
        and validated_by ~ '[^[:space:]]'
        and validated_by !~ '[\u0001-\u001f\u007f-\u009f]'
    ),
    -- NaN and infinity are greater than every number.
    constraint models_prices_are_in_range check (
        input_price between 0 and 1e6 and scale(trim_scale(input_price)) <= 8
        and output_price between 0 and 1e6 and scale(trim_scale(output_price)) <= 8
        and cached_price between 0 and 1e6 and scale(trim_scale(cached_price)) <= 8
    ),
    constraint models_prices_come_together check (
        (input_price is null) = (output_price is null)
        and (cached_price is null or input_price is not null)
    ),
    constraint models_currency_is_usd check (currency = 'USD'),
    constraint models_end_has_its_operator check (
        (valid_to is null) = (retired_by is null) and valid_to >= valid_from
    )
);

create unique index models_open_idx on bankagent.models (provider, name) where valid_to is null;

comment on table bankagent.models is
'Models that the bank has listed, one row for each version of a listing. Only a model whose open '
'row is validated can be called (begin_model_call). A row ends once and is never removed. Written '
'by list_model and retire_model.';
comment on column bankagent.models.id is 'Number of the version of the listing.';
comment on column bankagent.models.provider is
'Provider, as in openai, anthropic, openai-compatible or embedded.';
comment on column bankagent.models.name is 'Name of the model at its provider.';
comment on column bankagent.models.owner is 'Person or team of the bank that answers for it.';
comment on column bankagent.models.purpose is 'Purpose that the bank listed it for.';
comment on column bankagent.models.validated_on is
'Day of its validation; null while it is not validated.';
comment on column bankagent.models.validated_by is
'Person or team that validated it; null while it is not validated.';
comment on column bankagent.models.input_price is
'Price of a million tokens that are sent; null without a price.';
comment on column bankagent.models.output_price is
'Price of a million tokens that are answered; null without a price.';
comment on column bankagent.models.cached_price is
'Price of a million tokens sent and found cached; null for the input price.';
comment on column bankagent.models.currency is 'Currency of the prices: USD.';
comment on column bankagent.models.valid_from is 'Time from which the version holds (UTC).';
comment on column bankagent.models.valid_to is
'End of the version (UTC); null while it holds. The next version or its retirement ends it.';
comment on column bankagent.models.listed_by is 'Operator who listed it: a database user.';
comment on column bankagent.models.retired_by is
'Operator who ended the version; null while it holds.';
comment on index bankagent.models_open_idx is
'Listings that hold: at most one for each provider and name.';
comment on constraint models_provider_has_its_form on bankagent.models is
'Form of a provider: 1 to 40 of a-z 0-9 -, a letter first.';
comment on constraint models_name_has_its_form on bankagent.models is
'Form of a model''s name: 1 to 128 of A-Z a-z 0-9 . _ : / @ + -.';
comment on constraint models_owner_has_1_to_200_characters on bankagent.models is
'Length of the owner, in printable characters.';
comment on constraint models_purpose_has_1_to_500_characters on bankagent.models is
'Length of the purpose, in printable characters.';
comment on constraint models_validation_names_day_and_person on bankagent.models is
'A validation has a day and a person, and is not to come.';
comment on constraint models_validated_by_has_1_to_200_characters on bankagent.models is
'Length of the validator, in printable characters.';
comment on constraint models_prices_are_in_range on bankagent.models is
'Range of prices: 0 to a million, with at most 8 digits after the point.';
comment on constraint models_prices_come_together on bankagent.models is
'Prices of input and output come together; a cached price comes with them.';
comment on constraint models_currency_is_usd on bankagent.models is
'Currency of prices: one, so that sums of money are sums.';
comment on constraint models_end_has_its_operator on bankagent.models is
'An end names its operator, and is not before the start.';
comment on sequence bankagent.models_id_seq is 'Numbers of versions of listings.';
