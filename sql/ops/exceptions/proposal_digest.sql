create or replace function ops.proposal_digest(
    proposal bankagent.exception_proposals, exception bankagent.trade_exceptions
)
returns text
language plpgsql stable
-- jsonb prints times in the time zone of the session.
set search_path to pg_catalog, pg_temp
set timezone to 'UTC'
as $$
begin
    return encode(sha256(convert_to((jsonb_build_array(
        proposal.exception_id, proposal.request_id, proposal.kind, proposal.content,
        proposal.reason, proposal.proposer, proposal.proposed_at,
        exception.match, exception.breaks, exception.exposure, exception.currency
    ) || case
        -- One of a single vote of any role has the digest that it had before there were stages.
        when proposal.stages is null then '[]' else jsonb_build_array(proposal.stages)
    end)::text, 'UTF8')), 'hex');
end
$$;

comment on function ops.proposal_digest(
    bankagent.exception_proposals, bankagent.trade_exceptions
) is
'Digest of all that is voted on with a proposal: SHA-256, in hex. Covers exception, request, '
'kind, content, reason, proposer, time, breaks, exposure and, where it has some, stages, as jsonb '
'prints the array of them. Example: select ops.proposal_digest(p, x) from '
'bankagent.exception_proposals as p inner join bankagent.trade_exceptions as x on x.id = '
'p.exception_id where p.id = 3.';
