-- Embeddings of chunks, which the workers make in turns.

-- name: waiting
-- Chunks that a search looks in and that have no embedding by this model, behind a number.
select c.id as chunk_id, substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at) as text
from ops.documents as d
inner join bankagent.document_chunks as c
    on c.document_id = d.document_id and c.version = d.version
inner join bankagent.document_texts as t
    on t.document_id = c.document_id and t.version = c.version
where
    d.withdrawn_at is null
    and c.id > %(after)s::bigint
    and not exists (
        select from bankagent.chunk_embeddings as e
        where e.chunk_id = c.id and e.model_sha256 = %(model_sha256)s::text
    )
order by c.id
limit %(most)s::integer;

-- name: keep
select
    bankagent.keep_embeddings(
        %(model_sha256)s::text, %(chunk_ids)s::bigint[], %(vectors)s::bytea[]
    ) as kept;
