create or replace function bankagent.ask_redaction(p_kind text, p_id bigint, p_reason text)
returns table (
    ask_id bigint, requests bigint[], agent_text_count integer, document_text_count integer
)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    ask redaction_asks;
    reach record;
begin
    ask.asked_by := checked_person(null);
    if p_kind is null or p_kind not in ('request', 'document') then
        raise exception 'kind must be request or document' using
            errcode = 'BA422', column = 'kind', hint = 'must be request or document';
    end if;
    if coalesce(char_length(p_reason) > 500 or is_blank(p_reason), true) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    if p_kind = 'request' then
        select r.id into ask.request_id from banking_requests as r where r.id = p_id;
    else
        select v.document_id, v.version into ask.document_id, ask.version
        from document_versions as v
        where v.document_id = p_id
        order by v.version desc
        limit 1;
    end if;
    if num_nonnulls(ask.request_id, ask.document_id) = 0 then
        raise exception 'there is no % %', p_kind, coalesce(p_id::text, 'null')
            using errcode = 'BA404';
    end if;
    select * into strict reach from redaction_reach(ask);
    insert into redaction_asks (request_id, document_id, version, reason, asked_by)
    values (ask.request_id, ask.document_id, ask.version, p_reason, ask.asked_by)
    returning id into ask.id;
    return query
    select ask.id, reach.requests, reach.agent_text_count, reach.document_text_count;
end
$$;

comment on function bankagent.ask_redaction(text, bigint, text) is
'Ask for a redaction; nothing is taken away yet. p_kind is request, for the texts of its agents, '
'or document, for its text, its words for search, and the texts of the requests that read it. '
'Returns the number of the ask, which another person confirms within 7 days, and what would go. '
'Example: select * from bankagent.ask_redaction(''document'', 7, ''Erasure request of the client'')'
'. BA403: a service. BA404: there is no such request or document. BA409: a request has not ended, '
'or there is no text. BA422: a field is wrong.';
