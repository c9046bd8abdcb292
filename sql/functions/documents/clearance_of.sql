create or replace function bankagent.classification_level(p_classification text)
returns integer
language sql immutable parallel safe
return array_position(array['public', 'internal', 'confidential', 'mnpi'], p_classification);

comment on function bankagent.classification_level(text) is
'Strictness of a classification, 1 (public) to 4 (mnpi).';

create or replace function bankagent.clearance_of(p_kind text, p_holder text, p_client_id text)
returns text
language plpgsql stable parallel safe
set search_path to bankagent, pg_temp
as $$
begin
    return coalesce(
        (
            select c.classification
            from document_clearances as c
            where
                c.kind = p_kind
                and c.holder = p_holder
                and (c.client_id = p_client_id or c.client_id is null)
            order by c.client_id is null, c.id desc
            limit 1
        ),
        'confidential'
    );
end
$$;

comment on function bankagent.clearance_of(text, text, text) is
'Strictest classification that a holder reads in documents of a client. Null for the '
'client is those of the house. confidential where no operator has set one.';
