create or replace function bankagent.stops_lock()
returns bigint
language sql immutable parallel safe
return 8319104478116634995;

comment on function bankagent.stops_lock() is
'Key of the advisory lock on automatic decisions. A stop takes it, and so waits for those that '
'are being committed. settle_jobs shares it, and does not wait for it.';

create or replace function bankagent.under_stops(items jsonb)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            case
                when held.outcome is null then given.item
                else given.item || jsonb_build_object(
                    'status', 'awaiting_approval',
                    'decision', null,
                    'evaluation', (given.item -> 'evaluation') || jsonb_build_object(
                        'outcome', held.outcome,
                        'fired', held.rule || coalesce(given.item #> '{evaluation,fired}', '[]')
                    ),
                    'result', (given.item -> 'result') || jsonb_build_object(
                        'decision', null,
                        'decided_by', null,
                        'confidence', null,
                        'confidence_basis',
                        jsonb_build_object('method', null, 'reason', 'a person decides'),
                        'summary', format(
                            'Waiting for a reviewer: %s.', ops.rules_in_words(held.rule, held.outcome)
                        ),
                        'reasons', held.rule || coalesce(given.item #> '{result,reasons}', '[]'),
                        'outcome', held.outcome
                    )
                )
            end
            order by given.n
        ),
        items
    )
    from jsonb_array_elements(items) with ordinality as given (item, n)
    left join lateral (
        select
            stopped.outcome,
            jsonb_build_array(jsonb_build_object(
                'rule_id', 'DECISIONS-STOPPED',
                'outcome', stopped.outcome,
                'text', 'automatic decisions are stopped, so a person must look',
                'facts', '{}'::jsonb
            )) as rule
        from outcome_ends() as ends
        -- What the policy rejects is never made looser than the strictest word for people.
        cross join lateral (
            select case ends.outcome when 'reject' then 'escalate' else 'review' end as outcome
        ) as stopped
        where ends.outcome = given.item #>> '{evaluation,outcome}'
            and ends.status = given.item ->> 'status'
            and ends.decision = given.item ->> 'decision'
            and jsonb_typeof(given.item -> 'evaluation') = 'object'
            and jsonb_typeof(given.item -> 'result') = 'object'
            and exists (
                select
                from stops as s
                inner join banking_requests as r
                    on r.id = (given.item ->> 'request_id')::bigint
                    and r.request_type = coalesce(s.request_type, r.request_type)
                where s.lifted_at is null
            )
    ) as held on true
$$;

comment on function bankagent.under_stops(jsonb) is
'Items of settle_jobs under the stops of automatic decisions that last. What a policy would '
'approve or reject goes to people, with the rule DECISIONS-STOPPED before the rules that fired. '
'All other items are as they were.';
