create or replace function bankagent.keep_embeddings(
    p_model_sha256 text, p_chunk_ids bigint[], p_vectors bytea[]
)
returns integer
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    size integer;
    kept integer;
begin
    if not coalesce(p_model_sha256 ~ '^[0-9a-f]{64}$', false) then
        perform refuse_record('model_sha256', 'it_is_a_sha256_in_hex');
    end if;
    if not coalesce(
        cardinality(p_chunk_ids) between 1 and 1000
        and array_ndims(p_chunk_ids) = 1
        and array_ndims(p_vectors) = 1
        and cardinality(p_vectors) = cardinality(p_chunk_ids)
        and array_position(p_chunk_ids, null) is null
        and array_position(p_vectors, null) is null,
        false
    ) then
        perform refuse_record('vectors', 'there_is_one_for_each_of_1_to_1000_chunks');
    end if;
    size := octet_length(p_vectors[array_lower(p_vectors, 1)]);
    if not coalesce(size % 2 = 0 and size between 2 and 8192, false)
        or exists (select from unnest(p_vectors) as u (one) where octet_length(u.one) <> size)
        or exists (
            select from (
                select e.vector from chunk_embeddings as e
                where e.model_sha256 = p_model_sha256
                limit 1
            ) as known
            where octet_length(known.vector) <> size
        )
    then
        perform refuse_record('vectors', 'those_of_a_model_have_one_length_of_1_to_4096_numbers');
    end if;
    -- As keep_retrieval: a redaction waits for this, or has taken the text away before.
    perform from document_texts as t
    where (t.document_id, t.version) in (
        select c.document_id, c.version
        from document_chunks as c
        where c.id = any(p_chunk_ids)
    )
    order by t.document_id, t.version
    for key share;
    insert into chunk_embeddings (chunk_id, model_sha256, vector)
    select c.id, p_model_sha256, u.vector
    from unnest(p_chunk_ids, p_vectors) as u (chunk_id, vector)
    inner join document_chunks as c on c.id = u.chunk_id
    where exists (
        select from document_texts as t
        where t.document_id = c.document_id and t.version = c.version
    )
    order by c.id
    on conflict on constraint chunk_embeddings_pkey do nothing;
    get diagnostics kept = row_count;
    return kept;
end
$$;

comment on function bankagent.keep_embeddings(text, bigint[], bytea[]) is
'Keep the embeddings of chunks that a model made; return how many are new. A chunk that is not '
'there, or whose text was redacted, is left out. For workers. Example: select '
'bankagent.keep_embeddings(repeat(''0'', 64), array[7], array[''\x003c''::bytea]). BA422: the '
'digest is none, or the vectors do not have one length.';
