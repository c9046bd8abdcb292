-- Plain SQL with no settings, so that the planner inlines it.
create or replace function ops.match_fault(p_shown jsonb, p_matching jsonb)
returns text
language sql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
    select case
        when (
            p_shown #>> '{pair,our_record}' is not null
            and (p_shown #>> '{pair,our_source}', p_shown #>> '{pair,our_record}')
            is distinct from (p_matching #>> '{pair,our_source}', p_matching #>> '{pair,our_record}')
        )
        or (
            p_shown #>> '{pair,their_record}' is not null
            and (p_shown #>> '{pair,their_source}', p_shown #>> '{pair,their_record}')
            is distinct from
            (p_matching #>> '{pair,their_source}', p_matching #>> '{pair,their_record}')
        ) then 'record'
        when not ops.share_a_value(p_shown, p_matching, 'uti') then 'uti'
        when not ops.share_a_value(p_shown, p_matching, 'isin')
            or (
                not ops.share_a_value(p_shown, p_matching, 'symbol')
                and ops.share_a_value(p_shown, p_matching, 'isin') is null
            )
            -- One of them has an ISIN alone, the other one a symbol.
            or (
                ops.share_a_value(p_shown, p_matching, 'isin') is null
                and ops.share_a_value(p_shown, p_matching, 'symbol') is null
                and p_shown -> 'trade' ?| array['isin', 'symbol']
            )
            then 'instrument'
        when p_matching ->> 'stage' = 'position' and p_shown ->> 'stage' is distinct from 'position'
            or array_position(s.stages, p_matching ->> 'stage')
            < array_position(s.stages, p_shown ->> 'stage')
            then 'stage'
    end
    from (
        select array[
            'position', 'capture', 'allocation', 'confirmation', 'affirmation', 'matching', 'settlement'
        ] as stages
    ) as s
$$;

comment on function ops.match_fault(jsonb, jsonb) is
'Fault of a match as the end of an exception: record, uti, instrument or stage. Null where it '
'ends it. Takes the comparison that the exception shows and the one that matches. A match ends '
'it where it has its records, its UTI (where both have one), its instrument, and no smaller '
'stage: a position has fewer fields. Example: select ops.match_fault(a.known -> ''comparison'', '
'b.known -> ''comparison'') from bankagent.evaluations as a, bankagent.evaluations as b where '
'a.request_id = 7 and b.request_id = 9.';
