create or replace function bankagent.close_by_match(
    p_exception_ids jsonb, p_request_id bigint, p_match text, p_actor text
)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    x trade_exceptions;
begin
    for x in
        select t.*
        from jsonb_array_elements_text(p_exception_ids) as named (id)
        inner join trade_exceptions as t on t.id = named.id::bigint and t.closed_at is null
        order by t.id
    loop
        perform record_exception_move(
            x, 'rematched', 'rematched', p_actor,
            format('The pair matches in request %s (%s).', p_request_id, p_match),
            x.assignee, p_by_request => p_request_id, p_match => p_match
        );
    end loop;
end
$$;

comment on function bankagent.close_by_match(jsonb, bigint, text, text) is
'Close exceptions by a request that matches and is approved. Takes an array of their numbers; the '
'caller holds the locks of their requests.';

create or replace function bankagent.change_exceptions(
    p_exception_ids jsonb,
    p_request_id bigint,
    p_client_id text,
    p_comparison jsonb,
    p_actor text
)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    x trade_exceptions;
begin
    for x in
        select t.*
        from jsonb_array_elements_text(p_exception_ids) as named (id)
        inner join trade_exceptions as t on t.id = named.id::bigint and t.closed_at is null
        order by t.id
    loop
        perform record_exception_move(
            x, 'changed',
            -- A repair was proposed, or made, of other values.
            case
                when x.state in ('repair_proposed', 'repaired') then 'investigating' else x.state
            end,
            p_actor, format('The pair came again with other values in request %s.', p_request_id),
            x.assignee, p_by_request => p_request_id
        );
        update trade_exceptions as t
        set (
            our_source, our_record, their_source, their_record, match, primary_code, primary_field,
            breaks, severity, priority, exposure, currency, exposure_usd, value_date, days_open,
            calendars, zone, cut_off_at, expected_penalty, content_sha256, outcome
        ) = (select shown.* from compared_columns(p_client_id, p_comparison) as shown)
        where t.id = x.id;
    end loop;
end
$$;

comment on function bankagent.change_exceptions(jsonb, bigint, text, jsonb, text) is
'Show the comparison of a later request in open exceptions of its pair. Number, state, labels and '
'comments stay; the move names the request, which keeps what was compared. Takes an array of their '
'numbers; the caller holds the locks of their requests.';
