-- Derived from texts, and no evidence: rows may be deleted, and workers make them anew.
create table bankagent.chunk_embeddings (
    chunk_id bigint not null,
    model_sha256 text not null,
    vector bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint chunk_embeddings_pkey primary key (chunk_id, model_sha256),
    constraint chunk_embeddings_chunk_fkey
    foreign key (chunk_id) references bankagent.document_chunks (id),
    constraint chunk_embeddings_model_is_sha256 check (model_sha256 ~ '^[0-9a-f]{64}$'),
    constraint chunk_embeddings_vector_has_1_to_4096_numbers check (
        octet_length(vector) between 2 and 8192 and octet_length(vector) % 2 = 0
    )
);

comment on table bankagent.chunk_embeddings is
'Embeddings of chunks, for search by meaning. Written by keep_embeddings; a redaction takes them '
'away with the text. Derived data: those of a model that is used no more may be deleted.';
comment on column bankagent.chunk_embeddings.chunk_id is 'Chunk; document_chunks.id.';
comment on column bankagent.chunk_embeddings.model_sha256 is
'SHA-256 of the model''s files, in hex. Embeddings of different models do not compare.';
comment on column bankagent.chunk_embeddings.vector is
'Numbers of the embedding as float16, little endian; of length 1 as a vector.';
comment on column bankagent.chunk_embeddings.created_at is 'Time of storage (UTC).';
comment on constraint chunk_embeddings_chunk_fkey on bankagent.chunk_embeddings is
'An embedding is of a chunk.';
comment on constraint chunk_embeddings_model_is_sha256 on bankagent.chunk_embeddings is
'Form of the digest.';
comment on constraint chunk_embeddings_vector_has_1_to_4096_numbers
on bankagent.chunk_embeddings is 'Length of an embedding: 2 bytes for each number.';
