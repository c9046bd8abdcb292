create or replace function bankagent.follow_up_fault(p_follow_ups jsonb)
returns table (field text, expected text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        case when f.n is null then 'follow_ups' else format('follow_ups[%s].%s', f.n - 1, w.field) end,
        w.expected
    from (
        select
            p_follow_ups is null
            or jsonb_typeof(p_follow_ups) = 'null'
            or (jsonb_typeof(p_follow_ups) = 'array' and jsonb_array_length(p_follow_ups) <= 10)
            as is_list
    ) as given
    left join lateral jsonb_array_elements(
        case when jsonb_typeof(p_follow_ups) = 'array' then p_follow_ups end
    ) with ordinality as f (value, n) on given.is_list
    cross join
        lateral (
            values
            (1, 'follow_ups', given.is_list, 'must be an array of at most 10 requests'),
            (
                2, 'request_type',
                exists (select from request_types as t where t.name = f.value ->> 'request_type'),
                'must be a request type that there is'
            ),
            (
                3, 'client_id',
                jsonb_typeof(f.value -> 'client_id') = 'string'
                and char_length(f.value ->> 'client_id') between 1 and 64,
                'must be a string of 1 to 64 characters'
            ),
            (4, 'payload', jsonb_typeof(f.value -> 'payload') = 'object', 'must be a JSON object'),
            (
                5, 'reason',
                jsonb_typeof(f.value -> 'reason') = 'string'
                and char_length(f.value ->> 'reason') between 1 and 500
                and f.value ->> 'reason' ~ '[^[:space:]]',
                'must say why, in 1 to 500 characters'
            )
        ) as w (n, field, holds, expected)
    where w.holds is not true and (w.n = 1 or f.n is not null)
    order by f.n, w.n
    limit 1
$$;

comment on function bankagent.follow_up_fault(jsonb) is
'First fault of an item''s follow-up requests. Gives its field and what is expected there; no row '
'where they have none.';

create or replace function bankagent.cause_fault(p_causes jsonb)
returns table (n integer, field text, expected text)
language sql stable
set search_path to bankagent, pg_temp
as $$
    with given as (
        select
            p_causes as causes,
            p_causes is null or jsonb_typeof(p_causes) = 'null' or (
                jsonb_typeof(p_causes) = 'object'
                and not p_causes @? '$.keyvalue() ? (@.key != "approved" && @.key != "rejected")'
                and not p_causes @? 'strict $.* ? (@.type() != "object")'
                and not p_causes @? '$.*.trade ? (@.type() != "object" && @.type() != "null")'
            ) as is_form
    )

    select
        0, 'causes',
        'must be an object with approved and rejected, each an object with follow_ups and trade'
    from given as g
    where not g.is_form
    union all
    select d.n, format('causes.%s.%s', d.decision, fault.field), fault.expected
    from given as g
    cross join (values (1, 'approved'), (2, 'rejected')) as d (n, decision)
    cross join lateral follow_up_fault(g.causes #> array[d.decision, 'follow_ups']) as fault
    where g.is_form and fault.field is not null
$$;

comment on function bankagent.cause_fault(jsonb) is
'Faults of what an item causes. Gives their fields and what is expected there; no row where '
'it has none.';
