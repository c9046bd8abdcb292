create or replace function bankagent.party_digest(p_case jsonb, p_party_id text)
returns text
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select s.value ->> 'party_sha256'
    from jsonb_array_elements(p_case -> 'screenings') as s (value)
    where s.value ->> 'party' = p_party_id
    limit 1
$$;

comment on function bankagent.party_digest(jsonb, text) is
'Digest of a party of a case, as its evaluation records it. Null where no party is named.';

create or replace function bankagent.is_rejected(
    p_sha256 text, p_client_id text, p_before bigint default null
)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from document_verdicts as v
        inner join banking_requests as r on r.id = v.request_id
        where v.sha256 = p_sha256
            and v.verdict = 'reject'
            and v.id < coalesce(p_before, 9223372036854775807)
            and r.client_id = p_client_id
    )
$$;

comment on function bankagent.is_rejected(text, text, bigint) is
'Test of a file: true where it was rejected in a case of a client. Verdicts before p_before count.';

-- The metadata of one file do not change: with another date an expired passport would count again.
create or replace function bankagent.is_retyped(p_request_id bigint, p_paper jsonb)
returns boolean
language sql stable
set search_path to bankagent, pg_temp
as $$
    select exists (
        select
        from payload_versions as p
        cross join jsonb_path_query(
            p.payload, '$.documents[*] ? (@.sha256 == $sha256)',
            jsonb_build_object('sha256', p_paper -> 'sha256')
        ) as d (value)
        where p.request_id = p_request_id
            and (d.value ->> 'type', d.value ->> 'issuer', d.value ->> 'issued', d.value ->> 'expires')
            is distinct from
            (p_paper ->> 'type', p_paper ->> 'issuer', p_paper ->> 'issued', p_paper ->> 'expires')
            and not exists (
                select
                from document_verdicts as v
                where v.request_id = p_request_id
                    and v.sha256 = p_paper ->> 'sha256'
                    and v.verdict = 'accept'
                    and v.given_at > (
                        select max(q.replaced_at)
                        from payload_versions as q
                        where q.request_id = p_request_id
                    )
            )
    )
$$;

comment on function bankagent.is_retyped(bigint, jsonb) is
'Test of a document: true where its details are not those of an earlier payload. Type, issuer and '
'days are details of the file; a reviewer who accepts it after the last correction settles it.';

-- A requirement that is said to be met is held against the payload, the dataset, what people have
-- said, and today: the evaluation may be days old, and a worker may be wrong.
create or replace function bankagent.document_fault(
    p_request bankagent.banking_requests, p_row jsonb, p_version integer, p_today date
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    party text := coalesce(p_row ->> 'party', 'client');
    requirement_name text := p_row ->> 'requirement';
    paper jsonb;
    demand record;
    words text[];
begin
    select d.value into paper
    from jsonb_path_query(p_request.payload, '$.documents[*]') as d (value)
    where d.value -> 'document_id' = p_row -> 'document'
        and coalesce(d.value ->> 'party_id', 'client') = party
        and (d.value -> 'meets') ? requirement_name
    limit 1;
    if not found then
        return 'met by no document of the payload';
    end if;
    select array_agg(v.verdict order by v.id) into words
    from document_verdicts as v
    where v.request_id = p_request.id and v.sha256 = paper ->> 'sha256';
    if words[array_upper(words, 1)] = 'ask_again'
        or is_rejected(paper ->> 'sha256', p_request.client_id)
    then
        return 'refused';
    end if;
    if is_retyped(p_request.id, paper) then
        return 'met by a document whose details were changed: a reviewer must accept it';
    end if;
    if (paper ->> 'issued')::date > p_today then
        return 'met by a document that is issued later';
    end if;
    -- Each party that must show it has the same months and types.
    select d.months, d.types into demand
    from case_demands(p_request.payload, p_version) as d
    where d.requirement = requirement_name and d.whose = p_row ->> 'whose'
    limit 1;
    if (paper ->> 'expires')::date < p_today
        or (paper ->> 'issued')::date + make_interval(months => demand.months) < p_today
    then
        return 'expired since its evaluation';
    end if;
    if exists (
        select
        from unnest(demand.types) as t (list)
        where paper ->> 'type' <> all(string_to_array(t.list, ' '))
    ) then
        return 'met by a document of another type';
    end if;
    return null;
end
$$;

comment on function bankagent.document_fault(
    bankagent.banking_requests, jsonb, integer, date
) is
'Fault of the document by which a requirement is met; null where it counts. p_row is the '
'requirement as the evaluation records it, p_version that of document_requirements.';

create or replace function bankagent.requirement_fault(
    p_request bankagent.banking_requests, p_row jsonb, p_case jsonb, p_version integer, p_today date
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    state text := p_row ->> 'state';
    party text := coalesce(p_row ->> 'party', 'client');
begin
    if state in ('waived', 'deferred') then
        if not exists (
            select
            from requirement_waivers as w
            inner join waiver_confirmations as c on c.waiver_id = w.id
            where w.request_id = p_request.id
                and w.requirement = p_row ->> 'requirement'
                and w.party_id = party
                and w.party_sha256 is not distinct from party_digest(p_case, p_row ->> 'party')
                and w.kind = state
                and (w.until is null or w.until >= p_today)
        ) then
            return state || ' without a second person, or past its last day';
        end if;
        return null;
    end if;
    if (p_row -> 'must') = 'false' then
        return null;
    end if;
    if state is distinct from 'met' then
        return coalesce(state, 'without a state');
    end if;
    return document_fault(p_request, p_row, p_version, p_today);
end
$$;

comment on function bankagent.requirement_fault(
    bankagent.banking_requests, jsonb, jsonb, integer, date
) is
'Fault of one requirement of a case; null where it keeps no approval back. p_row is as the '
'evaluation records it, p_case the case in which it stands, p_version that of '
'document_requirements.';
