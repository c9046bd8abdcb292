create or replace function bankagent.requests_that_read(p_document_id bigint)
returns setof bigint
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return query
    select r.request_id
    from retrieval_hits as h
    inner join retrievals as r on r.step_id = h.step_id
    where h.document_id = p_document_id
    union
    -- A fabricated quote has none of the document's words.
    select c.request_id
    from citations as c
    where c.document_id = p_document_id and c.verdict <> 'fabricated';
end
$$;

comment on function bankagent.requests_that_read(bigint) is
'Requests whose agents read a document or quoted it. Their texts have passages of it.';

create or replace function bankagent.redaction_reach(p_ask bankagent.redaction_asks)
returns table (requests bigint[], agent_text_count integer, document_text_count integer)
language plpgsql
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    readers bigint[] := case
        when p_ask.request_id is not null then array[p_ask.request_id]
        else array(select q.id from requests_that_read(p_ask.document_id) as q (id))
    end;
    busy record;
    document_texts_left integer := 0;
begin
    -- What is final never moves again, so that no lock is needed.
    select r.id, r.status into busy
    from banking_requests as r
    inner join request_statuses as s on s.status = r.status
    where r.id = any(readers) and s.is_open
    order by r.id
    limit 1;
    if found and p_ask.request_id is not null then
        raise exception 'request % is %: its texts are needed until it is processed or cancelled',
            busy.id, busy.status using errcode = 'BA409';
    elsif found then
        raise exception 'request % has read document % and is %: withdraw the document, so that no '
            'other one reads it, and ask again once this one is processed or cancelled',
            busy.id, p_ask.document_id, busy.status using errcode = 'BA409';
    end if;
    if p_ask.document_id is not null then
        select count(*) into document_texts_left
        from document_texts as t
        where t.document_id = p_ask.document_id;
        if document_texts_left = 0 then
            raise exception 'document % has no text: it is redacted already', p_ask.document_id
                using errcode = 'BA409';
        end if;
    end if;
    return query
    select
        coalesce(array_agg(distinct t.request_id), '{}'), count(t.request_id)::integer,
        document_texts_left
    from agent_texts as t
    where t.request_id = any(readers) and t.content is not null
    having p_ask.document_id is not null or count(t.request_id) > 0;
    if not found then
        raise exception 'request % has no texts of agents, or they are redacted already',
            p_ask.request_id using errcode = 'BA409';
    end if;
end
$$;

comment on function bankagent.redaction_reach(bankagent.redaction_asks) is
'Texts that a redaction takes away: requests with agents'' texts, and counts. BA409: a request has '
'not ended, or there is no text.';
