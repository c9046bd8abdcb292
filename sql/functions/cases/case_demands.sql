-- The musts of a case as the database knows them: from the dataset and the payload, and not from
-- what a worker says. Of owners it knows those who hold 25 % directly; facts/onboarding/owners.py
-- finds the others. The strictest row counts, as in facts/onboarding/requirements.py.
create or replace function bankagent.case_demands(p_payload jsonb, p_version integer)
returns table (requirement text, whose text, party_id text, months integer, types text[])
language sql stable
set search_path to bankagent, pg_temp
as $$
    select s.requirement, s.whose, b.party_id, s.months, s.types
    from (
        select
            d.requirement,
            coalesce(d.whose, 'client') as whose,
            min(d.valid_months) as months,
            coalesce(
                array_agg(d.document_types) filter (where d.document_types is not null), '{}'
            ) as types
        from reference_versions as v
        inner join document_requirements as d on d.reference_version_id = v.id
        where v.dataset = 'document_requirements'
            and v.version = p_version
            and d.client_type in ('any', p_payload #>> '{client,client_type}')
            and d.jurisdiction in ('any', p_payload #>> '{client,country}')
            and (d.product = 'any' or (p_payload #> '{client,products}') ? d.product)
        group by d.requirement, coalesce(d.whose, 'client')
        having bool_or(d.mandatory)
    ) as s
    inner join lateral (
        select 'client' as party_id
        where s.whose = 'client'
        union all
        -- A role that no party has is asked for as such, without a party.
        select p.value ->> 'party_id'
        from (select 1 as one) as always
        left join jsonb_path_query(p_payload, '$.parties[*]') as p (value)
            on (p.value -> 'roles') ? s.whose
        where s.whose in ('director', 'signatory')
        union all
        select p.value ->> 'party_id'
        from (select 1 as one) as always
        left join jsonb_path_query(p_payload, '$.parties[*]') as p (value)
            on p.value ->> 'kind' = 'person' and (p.value ->> 'ownership_pct')::numeric >= 25
        where s.whose = 'beneficial_owner' and p_payload #>> '{client,client_type}' <> 'person'
    ) as b on true
$$;

comment on function bankagent.case_demands(jsonb, integer) is
'Musts of a case by a version of document_requirements. One row for each party that must show one. '
'party_id is null where no party is known for it. months are the least that a document counts '
'after its issue, null for ever; each of types lists types, of which the document must have one.';
