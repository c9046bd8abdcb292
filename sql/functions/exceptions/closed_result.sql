create or replace function bankagent.closed_result(
    machines_result jsonb,
    p_exception_id bigint,
    p_state text,
    p_decision text,
    p_deciders text,
    p_by_request bigint
)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    -- An entry that was written past the constraints must not take the closing away.
    select case jsonb_typeof(machines_result) when 'object' then machines_result else '{}' end
        || jsonb_build_object(
            'decision', p_decision,
            'decided_by', p_deciders,
            'confidence', null,
            'confidence_basis',
            jsonb_build_object(
                'method', case p_deciders when 'people' then 'person' else 'rule' end
            ),
            'summary',
            case
                when p_by_request is not null then format(
                    'Approved: the pair matches in request %s, which closed exception %s.',
                    p_by_request, p_exception_id
                )
                when p_state = 'rematched' then format(
                    'Approved: people accepted the pair after its repair and closed exception %s.',
                    p_exception_id
                )
                when p_state = 'written_off' then format(
                    'Approved: exception %s was written off, by the vote of another person.',
                    p_exception_id
                )
                else format('Rejected: exception %s was closed, the trade is cancelled.', p_exception_id)
            end
        )
$$;

comment on function bankagent.closed_result(jsonb, bigint, text, text, text, bigint) is
'Result that callers are shown once an exception is closed. It is the result of the attempt, with '
'the decision in place of its own.';
