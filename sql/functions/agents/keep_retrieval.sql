create or replace function bankagent.keep_retrieval(
    p_request_id bigint, p_step_id bigint, p_retrieval jsonb
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    asked record;
    given bigint[];
begin
    select r.client_id, r.maker into asked
    from banking_requests as r
    where r.id = p_request_id;
    if jsonb_typeof(p_retrieval -> 'document_ids') = 'array' then
        given := array(
            select e.value::bigint
            from jsonb_array_elements_text(p_retrieval -> 'document_ids') as e
        );
    end if;
    insert into retrievals (
        step_id, request_id, reader, question_sha256, document_ids, embedding_sha256
    )
    values (
        p_step_id, p_request_id, asked.maker, p_retrieval ->> 'question_sha256', given,
        p_retrieval ->> 'embedding_sha256'
    );
    insert into retrieval_hits (step_id, rank, chunk_id, document_id, version, sha256, score)
    select p_step_id, h.rank, c.id, c.document_id, c.version, c.sha256, h.score
    from (
        select
            e.ordinality::integer as rank,
            (e.value ->> 'chunk_id')::bigint as chunk_id,
            (e.value ->> 'score')::numeric as score
        from jsonb_array_elements(p_retrieval -> 'hits') with ordinality as e
    ) as h
    left join document_chunks as c on c.id = h.chunk_id;
    -- Holds the texts until the end of this transaction, so that a redaction sees these hits. What a
    -- redaction took away meanwhile is found by no search again.
    perform from document_texts as t
    where (t.document_id, t.version) in (
        select h.document_id, h.version from retrieval_hits as h where h.step_id = p_step_id
    )
    order by t.document_id, t.version
    for key share;
    if exists (
        select from retrieval_hits as h
        where h.step_id = p_step_id
            and not exists (
                select from document_texts as t
                where t.document_id = h.document_id and t.version = h.version
            )
    ) then
        perform refuse_record('retrieval', 'hits_are_of_documents_that_are_not_redacted');
    end if;
    -- Whatever the worker says: what another client's request saw would be evidence of a leak.
    if exists (
        select from retrieval_hits as h
        inner join documents as d on d.id = h.document_id
        inner join document_versions as v
            on v.document_id = h.document_id and v.version = h.version
        where h.step_id = p_step_id
            and (
                d.client_id is distinct from asked.client_id and d.client_id is not null
                or classification_level(v.classification)
                > classification_level(clearance_of('caller', asked.maker, d.client_id))
            )
    ) then
        perform refuse_record('retrieval', 'hits_are_of_documents_that_the_maker_may_read');
    end if;
end
$$;

comment on function bankagent.keep_retrieval(bigint, bigint, jsonb) is
'Keep what a search of an agent found. p_retrieval: {"question_sha256", "document_ids"?, '
'"embedding_sha256"?, "hits": [{"chunk_id", "score"}]}, best first. BA422: a hit is not of a '
'document that the maker of the request may read for this client, or the document is redacted.';
