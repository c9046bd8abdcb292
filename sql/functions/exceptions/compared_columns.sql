create or replace function bankagent.compared_columns(p_client_id text, p_comparison jsonb)
returns table (
    our_source text,
    our_record text,
    their_source text,
    their_record text,
    match text,
    primary_code text,
    primary_field text,
    breaks jsonb,
    severity text,
    priority integer,
    exposure numeric,
    currency text,
    exposure_usd numeric,
    value_date date,
    days_open integer,
    calendars text[],
    zone text,
    cut_off_at timestamptz,
    expected_penalty jsonb,
    content_sha256 text,
    outcome text
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        c #>> '{pair,our_source}', c #>> '{pair,our_record}',
        c #>> '{pair,their_source}', c #>> '{pair,their_record}',
        c ->> 'match', c ->> 'primary_code', c ->> 'primary_field',
        coalesce(nullif(c -> 'breaks', 'null'), '[]'), c ->> 'severity',
        (c ->> 'priority')::integer, (c ->> 'exposure')::numeric, c ->> 'currency',
        (c ->> 'exposure_usd')::numeric, (c ->> 'value_date')::date,
        (c ->> 'days_open')::integer,
        array(select k.value #>> '{}' from jsonb_path_query(c, 'lax $.calendars[*]') as k (value)),
        coalesce(c ->> 'zone', 'UTC'), (c ->> 'cut_off_at')::timestamptz,
        nullif(c -> 'expected_penalty', 'null'), ops.pair_sha256(p_client_id, c), c ->> 'outcome'
    from (values (p_comparison)) as given (c)
$$;

comment on function bankagent.compared_columns(text, jsonb) is
'Columns of trade_exceptions that a comparison fills.';
