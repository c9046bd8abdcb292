create or replace function bankagent.is_model_price(p_price numeric)
returns boolean
language sql immutable parallel safe
-- No between beside an and: a restore would fold the two, and the function would read as changed.
return coalesce(p_price >= 0 and p_price <= 1e6 and scale(trim_scale(p_price)) <= 8, false);

comment on function bankagent.is_model_price(numeric) is
'Test of a price of tokens: true for 0 to a million. It has at most 8 digits after the point.';

create or replace function bankagent.is_printable(p_text text, p_longest integer)
returns boolean
language sql immutable parallel safe
return coalesce(
    char_length(p_text) >= 1
    and char_length(p_text) <= p_longest
    and p_text ~ '[^[:space:]]'
    and p_text !~ '[\u0001-\u001f\u007f-\u009f]', false
);

comment on function bankagent.is_printable(text, integer) is
'Test of a short text: true for 1 to so many printable characters, not all blank.';

create or replace function bankagent.listing_fault(p_listing bankagent.models)
returns table (field text, expected text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select c.field, c.expected
    from (
        values
        (
            1, 'provider', 'must be 1 to 40 of a-z 0-9 - and begin with a letter',
            p_listing.provider ~ '^[a-z][a-z0-9-]{0,39}$'
        ),
        (
            2, 'name', 'must be 1 to 128 of A-Z a-z 0-9 . _ : / @ + - and begin with a letter or digit',
            p_listing.name ~ '^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$'
        ),
        (
            3, 'owner', 'must be 1 to 200 printable characters',
            is_printable(p_listing.owner, 200)
        ),
        (
            4, 'purpose', 'must be 1 to 500 printable characters',
            is_printable(p_listing.purpose, 500)
        ),
        (
            5, 'validated_on', 'must be a day from 2000 to today',
            p_listing.validated_on is null
            or p_listing.validated_on between date '2000-01-01'
            and ((clock_timestamp() at time zone 'utc') + make_interval(hours => 14))::date
        ),
        (
            6, 'validated_by', 'must come with validated_on, in 1 to 200 printable characters',
            case
                when p_listing.validated_on is null then p_listing.validated_by is null
                else is_printable(p_listing.validated_by, 200)
            end
        ),
        (
            7, 'input_price', 'must come with output_price, from 0 to 1000000 with at most 8 digits '
            'after the point',
            case
                when p_listing.output_price is null then p_listing.input_price is null
                else is_model_price(p_listing.input_price)
            end
        ),
        (
            8, 'output_price', 'must be from 0 to 1000000 with at most 8 digits after the point',
            p_listing.output_price is null or is_model_price(p_listing.output_price)
        ),
        (
            9, 'cached_price', 'must come with input_price, from 0 to 1000000 with at most 8 digits '
            'after the point',
            p_listing.cached_price is null
            or p_listing.input_price is not null and is_model_price(p_listing.cached_price)
        )
    ) as c (n, field, expected, holds)
    where not coalesce(c.holds, false)
    order by c.n
    limit 1
$$;

comment on function bankagent.listing_fault(bankagent.models) is
'First fault of a model''s listing: its field, and what is expected there.';

create or replace function bankagent.list_model(
    p_provider text,
    p_name text,
    p_owner text,
    p_purpose text,
    p_validated_on date default null,
    p_validated_by text default null,
    p_input_price numeric default null,
    p_output_price numeric default null,
    p_cached_price numeric default null
)
returns bankagent.models
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(null);
    listing models;
    wrong record;
begin
    listing.provider := p_provider;
    listing.name := p_name;
    listing.owner := p_owner;
    listing.purpose := p_purpose;
    listing.validated_on := p_validated_on;
    listing.validated_by := p_validated_by;
    listing.input_price := p_input_price;
    listing.output_price := p_output_price;
    listing.cached_price := p_cached_price;
    select f.field, f.expected into wrong from listing_fault(listing) as f;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;

    -- Two operators at once: the second one ends the first one's version.
    perform pg_advisory_xact_lock(hashtextextended('bankagent.models', 0));
    update models as m
    set valid_to = clock_timestamp(), retired_by = by_whom
    where m.provider = p_provider and m.name = p_name and m.valid_to is null;
    insert into models (
        provider, name, owner, purpose, validated_on, validated_by,
        input_price, output_price, cached_price, listed_by
    )
    values (
        p_provider, p_name, p_owner, p_purpose, p_validated_on, p_validated_by,
        p_input_price, p_output_price, p_cached_price, by_whom
    )
    returning * into listing;
    return listing;
end
$$;

comment on function bankagent.list_model(
    text, text, text, text, date, text, numeric, numeric, numeric
) is
'List a model, or write a new version of its listing. Prices are '
'in USD for a million tokens. It can be called once it has a day of validation. Example: select '
'* from bankagent.list_model(''openai'', ''gpt-5-mini'', ''Research IT'', ''drafts of answers'', '
'''2026-11-02'', ''Model Risk'', 0.25, 2, 0.025). BA422: an argument is wrong; the error names '
'its field.';

create or replace function bankagent.retire_model(p_provider text, p_name text)
returns bankagent.models
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    by_whom text := checked_actor(null);
    retired models;
begin
    update models as m
    set valid_to = clock_timestamp(), retired_by = by_whom
    where m.provider = p_provider and m.name = p_name and m.valid_to is null
    returning * into retired;
    if not found then
        raise exception 'there is no listed model % of %',
            coalesce(left(p_name, 128), 'null'), coalesce(left(p_provider, 40), 'null')
            using errcode = 'BA404';
    end if;
    return retired;
end
$$;

comment on function bankagent.retire_model(text, text) is
'Retire a model, which no call begins with any more. Example: select * from '
'bankagent.retire_model(''openai'', ''gpt-5-mini''). BA404: no such model is listed.';
