drop function if exists bankagent.voted_result(jsonb, bankagent.evaluations, text);

create or replace function bankagent.voted_result(
    machines_result jsonb,
    evaluation bankagent.evaluations,
    verdict text,
    p_is_decided boolean,
    p_votes integer
)
returns jsonb
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    why text := ops.rules_in_words(evaluation.fired, evaluation.outcome);
    asked integer;
begin
    -- An entry that was written past the constraints must not take the vote away.
    if jsonb_typeof(machines_result) is distinct from 'object' then
        machines_result := '{}';
    end if;
    if not p_is_decided then
        select sum(s.votes) into asked
        from ops.stages_in_force(evaluation.job_id, evaluation.attempt) as s;
        return machines_result || jsonb_build_object(
            'summary', format(
                'Waiting for a reviewer: %s of %s votes are given. It waits because %s.',
                p_votes, asked, why
            )
        );
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
                '%s by %s. It had waited because %s.',
                case verdict when 'approve' then 'Approved' else 'Rejected' end,
                case
                    when verdict = 'approve' and p_votes > 1 then p_votes || ' reviewers'
                    else 'a reviewer'
                end,
                why
            )
        )
    end;
end
$$;

comment on function bankagent.voted_result(
    jsonb, bankagent.evaluations, text, boolean, integer
) is
'Result that callers are shown after a vote. It is the result of the attempt, with the decision '
'of the reviewers in place of its own; while more votes are asked for it says how many there are.';
