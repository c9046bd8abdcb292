create or replace function ops.approval_digest(
    request bankagent.banking_requests, evaluation bankagent.evaluations
)
returns text
language plpgsql stable
set search_path to pg_catalog, pg_temp
as $$
begin
    return encode(sha256(convert_to(jsonb_build_array(
        request.id, evaluation.job_id, evaluation.attempt,
        request.client_id, request.request_type, request.payload,
        evaluation.policy_key, evaluation.policy_version, evaluation.policy_sha256,
        evaluation.outcome, evaluation.fired, evaluation.facts
    )::text, 'UTF8')), 'hex');
end
$$;

comment on function ops.approval_digest(bankagent.banking_requests, bankagent.evaluations) is
'SHA-256, in hex, of what a reviewer is shown: request, run, client, type, payload, policy, '
'outcome, fired rules and facts, as jsonb prints the array of them.';
