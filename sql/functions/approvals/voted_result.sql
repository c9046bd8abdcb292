create or replace function bankagent.voted_result(
    machines_result jsonb, evaluation bankagent.evaluations, verdict text
)
returns jsonb
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    why text := ops.rules_in_words(evaluation.fired, evaluation.outcome);
begin
    -- An entry that was written past the constraints must not take the vote away.
    if jsonb_typeof(machines_result) is distinct from 'object' then
        machines_result := '{}';
    end if;
    return machines_result || case verdict
        when 'needs_info' then jsonb_build_object(
            'decision', null,
            'confidence', null,
            'confidence_basis',
            jsonb_build_object('method', null, 'reason', 'information is missing'),
            'summary', 'A reviewer asks the caller for more before they decide.'
        )
        else jsonb_build_object(
            'decision', case verdict when 'approve' then 'approved' else 'rejected' end,
            'decided_by', 'people',
            'confidence', null,
            'confidence_basis', jsonb_build_object('method', 'person'),
            'summary', format(
                '%s by a reviewer. It had waited because %s.',
                case verdict when 'approve' then 'Approved' else 'Rejected' end, why
            )
        )
    end;
end
$$;

comment on function bankagent.voted_result(jsonb, bankagent.evaluations, text) is
'Result that callers are shown after a vote. It is the result of the attempt, with the decision '
'of the reviewer in place of its own.';
