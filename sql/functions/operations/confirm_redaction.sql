create or replace function bankagent.take_texts(
    p_ask bankagent.redaction_asks, p_requests bigint[], p_at timestamptz
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    update agent_texts as t
    set content = null, redacted_at = p_at
    where t.request_id = any(p_requests) and t.content is not null;
    -- An embedding tells of its text.
    delete from chunk_embeddings as e
    using document_chunks as c
    where c.document_id = p_ask.document_id and e.chunk_id = c.id;
    delete from document_words as w
    using document_chunks as c
    where c.document_id = p_ask.document_id and w.chunk_id = c.id;
    delete from document_texts as t
    where t.document_id = p_ask.document_id;
end
$$;

comment on function bankagent.take_texts(bankagent.redaction_asks, bigint[], timestamptz) is
'Take away the texts of an ask. confirm_redaction has checked and recorded it.';

create or replace function bankagent.lock_redaction(p_ask_id bigint, p_by text)
returns bankagent.redaction_asks
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    ask redaction_asks;
    newest integer;
begin
    select k.* into ask from redaction_asks as k where k.id = p_ask_id for no key update;
    if not found then
        raise exception 'there is no ask %', coalesce(p_ask_id::text, 'null')
            using errcode = 'BA404';
    end if;
    if exists (select from redactions as r where r.ask_id = p_ask_id) then
        raise exception 'ask % is confirmed already', p_ask_id using errcode = 'BA409';
    end if;
    if person_key(p_by) = person_key(ask.asked_by) then
        raise exception '% asked for it: another person must confirm ask %', ask.asked_by, p_ask_id
            using errcode = 'BA403';
    end if;
    if ask.asked_at < clock_timestamp() - interval '7 days' then
        raise exception 'ask % is older than 7 days and can be confirmed no more: ask again', p_ask_id
            using errcode = 'BA409';
    end if;
    -- Null for a request. add_document holds the same lock: the newest version stays the newest one.
    perform from documents as d where d.id = ask.document_id for no key update;
    -- Waits for the steps of agents that have just found it, whose hits are then seen; keep_retrieval
    -- waits here in turn, and finds the text gone.
    perform from document_texts as t
    where t.document_id = ask.document_id
    order by t.version
    for update;
    select max(v.version) into newest
    from document_versions as v
    where v.document_id = ask.document_id;
    if newest > ask.version then
        raise exception 'document % has version % since ask % was made: ask again',
            ask.document_id, newest, p_ask_id using errcode = 'BA409';
    end if;
    return ask;
end
$$;

comment on function bankagent.lock_redaction(bigint, text) is
'Lock an ask and its document; return the ask. BA403: the person who asked. BA404: there is no '
'such ask. BA409: it is confirmed already, too old, or the document has a newer version.';

create or replace function bankagent.confirm_redaction(p_ask_id bigint)
returns table (
    ask_id bigint, request_id bigint, document_id bigint, requests bigint[],
    agent_text_count integer, document_text_count integer, redacted_at timestamptz
)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_person(null);
    ask redaction_asks := lock_redaction(p_ask_id, by_whom);
    reach record;
    done redactions;
begin
    select * into strict reach from redaction_reach(ask);
    -- A transaction whose snapshot is older than another confirmation is refused here (40001).
    insert into redactions (
        ask_id, asked_by, request_count, agent_text_count, document_text_count, confirmed_by
    )
    values (
        ask.id, ask.asked_by, cardinality(reach.requests), reach.agent_text_count,
        reach.document_text_count, by_whom
    )
    on conflict on constraint redactions_pkey do nothing
    returning * into strict done;
    perform take_texts(ask, reach.requests, done.redacted_at);
    return query
    select
        ask.id, ask.request_id, ask.document_id, reach.requests, done.agent_text_count,
        done.document_text_count, done.redacted_at;
end
$$;

comment on function bankagent.confirm_redaction(bigint) is
'Confirm a redaction as its second person: the texts are gone for ever. Hashes, citations, hits, '
'steps and the audit trail stay. Returns what went. Example: select * from '
'bankagent.confirm_redaction(3). BA403: the person who asked, or a service. BA404: there is no '
'such ask. BA409: it is confirmed already or older than 7 days, a request has not ended, the '
'document has a newer version, or there is no text.';
