create or replace function bankagent.has_earlier_received(
    p_request_id bigint, p_client_id text, p_pair jsonb
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from banking_requests as r
        where r.request_type = 'trade_exception'
            and r.status = 'received'
            and hashtextextended(
                (r.payload #>> '{ours,source}') || '/' || (r.payload #>> '{ours,record_number}'), 0
            ) = hashtextextended((p_pair ->> 'our_source') || '/' || (p_pair ->> 'our_record'), 0)
            -- Of all indexes only that of the records has this order.
            and (
                hashtextextended(
                    (r.payload #>> '{ours,source}') || '/' || (r.payload #>> '{ours,record_number}'),
                    0
                ),
                r.id
            ) < (
                hashtextextended((p_pair ->> 'our_source') || '/' || (p_pair ->> 'our_record'), 0),
                p_request_id
            )
            and r.client_id = p_client_id
    )
    or exists (
        select
        from banking_requests as r
        where r.request_type = 'trade_exception'
            and r.status = 'received'
            and hashtextextended(
                (r.payload #>> '{theirs,source}') || '/' || (r.payload #>> '{theirs,record_number}'), 0
            ) = hashtextextended((p_pair ->> 'their_source') || '/' || (p_pair ->> 'their_record'), 0)
            -- Of all indexes only that of the records has this order.
            and (
                hashtextextended(
                    (r.payload #>> '{theirs,source}') || '/' || (r.payload #>> '{theirs,record_number}'),
                    0
                ),
                r.id
            ) < (
                hashtextextended((p_pair ->> 'their_source') || '/' || (p_pair ->> 'their_record'), 0),
                p_request_id
            )
            and r.client_id = p_client_id
    )
$$;

comment on function bankagent.has_earlier_received(bigint, text, jsonb) is
'Test of a pair: true where an earlier request of one of its records waits.';
