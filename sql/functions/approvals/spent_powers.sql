-- The power of a person counts once on a decision: by their own vote, or by that of someone to whom
-- they delegated. Whom the rules keep from deciding lends no power to it either.
create or replace function bankagent.keys_of(p_names text[])
returns text[]
language plpgsql immutable
set search_path to bankagent, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct person_key(n.name)), '{}')
        from unnest(p_names) as n (name)
        where n.name <> ''
    );
end
$$;

comment on function bankagent.keys_of(text[]) is
'Keys of people by their names; those that are empty or null are left out.';

create or replace function bankagent.kept_out(p_request bankagent.banking_requests)
returns text[]
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return keys_of(array[
        p_request.maker, p_request.on_behalf_of, payload_author(p_request.id)
    ]);
end
$$;

comment on function bankagent.kept_out(bankagent.banking_requests) is
'Keys of the people who never decide on a request. They are its maker, the author of its payload, '
'and the person for whom it was made.';

create or replace function bankagent.spent_powers(
    p_request bankagent.banking_requests, p_job_id bigint, p_attempt integer, p_but_vote bigint
)
returns text[]
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return kept_out(p_request) || coalesce(
        (
            select array_agg(k.key)
            from votes as v
            cross join lateral unnest(keys_of(array[v.reviewer, lender(v.authority_id)])) as k (key)
            where v.job_id = p_job_id
                and v.attempt = p_attempt
                and v.id is distinct from p_but_vote
        ),
        '{}'
    );
end
$$;

comment on function bankagent.spent_powers(
    bankagent.banking_requests, bigint, integer, bigint
) is
'Keys of the people whose power is spent on an approval. They voted, or people to whom they '
'delegated did. The vote of a number is left out.';

create or replace function bankagent.spent_on_proposal(
    p_request bankagent.banking_requests,
    p_proposal bankagent.exception_proposals,
    p_but_vote bigint default null
)
returns text[]
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return kept_out(p_request) || keys_of(array[p_proposal.proposer]) || coalesce(
        (
            select array_agg(k.key)
            from exception_votes as v
            cross join lateral unnest(keys_of(array[v.reviewer, lender(v.authority_id)])) as k (key)
            where v.proposal_id = p_proposal.id and v.id is distinct from p_but_vote
        ),
        '{}'
    );
end
$$;

comment on function bankagent.spent_on_proposal(
    bankagent.banking_requests, bankagent.exception_proposals, bigint
) is
'Keys of the people whose power is spent on a proposal. They made it or voted, or people to whom '
'they delegated did. The vote of a number is left out.';
