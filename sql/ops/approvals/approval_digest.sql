create or replace function ops.approval_digest(
    request bankagent.banking_requests,
    evaluation bankagent.evaluations,
    demand jsonb,
    questions jsonb
)
returns text
language plpgsql stable
-- jsonb prints the time of creation in the time zone of the session.
set search_path to pg_catalog, pg_temp
set timezone to 'UTC'
as $$
declare
    shown jsonb := jsonb_build_array(
        request.id, evaluation.job_id, evaluation.attempt,
        request.client_id, request.request_type, request.payload,
        evaluation.policy_key, evaluation.policy_version, evaluation.policy_sha256,
        evaluation.outcome, evaluation.fired, evaluation.facts,
        request.maker, request.created_at, request.on_behalf_of
    );
begin
    -- An approval that causes nothing has the digest that it had before causes were kept.
    if evaluation.causes is not null then
        shown := shown || jsonb_build_array(evaluation.causes);
    end if;
    -- Nor does one of a single vote of any role, whose demand is null.
    if demand is not null then
        shown := shown || jsonb_build_array(evaluation.causes is not null, demand);
    end if;
    -- Nor one whose caller was asked nothing.
    if questions is not null then
        shown := shown || jsonb_build_array('questions', questions);
    end if;
    return encode(sha256(convert_to(shown::text, 'UTF8')), 'hex');
end
$$;

comment on function ops.approval_digest(
    bankagent.banking_requests, bankagent.evaluations, jsonb, jsonb
) is
'Digest of all that a reviewer is shown: SHA-256, in hex. With the demand of ops.demand_shown, '
'null where one vote of any role is asked for, and the questions of ops.questions_shown. Example: '
'select '
'ops.approval_digest(r, e, null, null) from bankagent.banking_requests as r inner join '
'bankagent.evaluations as e on e.request_id = r.id where r.id = 7.';

create or replace function ops.approval_digest(
    request bankagent.banking_requests, evaluation bankagent.evaluations
)
returns text
language sql stable
set search_path to pg_catalog, pg_temp
return ops.approval_digest(request, evaluation, null, null);

comment on function ops.approval_digest(bankagent.banking_requests, bankagent.evaluations) is
'Digest of all that a reviewer is shown: SHA-256, in hex. Covers request, attempt, client, type, '
'payload, policy, outcome, fired rules, facts, maker, time of creation, on_behalf_of and, where '
'there are some, causes, as jsonb prints the array of them. Example: select '
'ops.approval_digest(r, e) from bankagent.banking_requests as r inner join '
'bankagent.evaluations as e on e.request_id = r.id where r.id = 7.';

-- Approvals that were opened in an earlier form are still votable in it.
create or replace function ops.approval_digest_of(
    approval bankagent.approvals,
    request bankagent.banking_requests,
    evaluation bankagent.evaluations
)
returns text
language plpgsql stable
set search_path to pg_catalog, pg_temp
set timezone to 'UTC'
as $$
declare
    shown jsonb;
begin
    if approval.digest_form > 3 then
        return ops.approval_digest(request, evaluation, ops.demand_shown(
            (
                select jsonb_agg(
                    jsonb_build_object('stage', s.stage, 'role', s.role, 'votes', s.votes)
                    order by s.stage
                )
                from bankagent.approval_stages as s
                where s.job_id = approval.job_id
                    and s.attempt = approval.attempt
                    and s.escalation_id is null
            ),
            approval.exposure_amount, approval.exposure_currency
        ),
        case
            when approval.digest_form > 4
                then ops.questions_shown(approval.request_id, approval.job_id)
        end);
    end if;
    if approval.digest_form = 3 then
        return ops.approval_digest(request, evaluation, null, null);
    end if;
    shown := jsonb_build_array(
        request.id, evaluation.job_id, evaluation.attempt,
        request.client_id, request.request_type, request.payload,
        evaluation.policy_key, evaluation.policy_version, evaluation.policy_sha256,
        evaluation.outcome, evaluation.fired, evaluation.facts
    );
    if approval.digest_form = 2 then
        shown := shown || jsonb_build_array(request.maker, request.created_at);
    end if;
    return encode(sha256(convert_to(shown::text, 'UTF8')), 'hex');
end
$$;

comment on function ops.approval_digest_of(
    bankagent.approvals, bankagent.banking_requests, bankagent.evaluations
) is
'Digest of an approval, made again in the form in which it was opened. Form 4 is without questions '
'and answers; form 3 covers neither '
'stages nor exposure; form 2 does not cover '
'on_behalf_of; form 1, before schema version 3, covers neither the maker nor the time of creation '
'either. Example: select '
'ops.approval_digest_of(a, r, e) from bankagent.approvals as a inner join '
'bankagent.banking_requests as r on r.id = a.request_id inner join bankagent.evaluations as e on '
'e.job_id = a.job_id and e.attempt = a.attempt where r.id = 7.';
