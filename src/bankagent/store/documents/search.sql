-- Search of documents, by the API and by the tool of the agent.

-- name: search
-- A document takes at most half of the places while others have passages, and a repeated chunk one
-- of them. With `near`, chunks by embeddings with their similarity, the score is a mean of two: by
-- words, of the 50 best, and by embeddings, each from 0 (the worst of its kind) to 1 (the best).
with searched as (
    select s.document_id, s.version, s.name, s.trust, s.classification
    from ops.searched_documents(
        %(kind)s::text, %(reader)s::text, %(maker)s::text, %(client_id)s::text,
        %(document_ids)s::bigint[]
    ) as s
),

found as (
    select c.id, c.document_id, c.sha256, c.ordinal, ts_rank(w.words, q.query, 0) as rank
    from (select bankagent.search_query(%(question)s::text) as query) as q
    cross join searched as s
    inner join bankagent.document_chunks as c
        on c.document_id = s.document_id and c.version = s.version
    inner join bankagent.document_words as w on w.chunk_id = c.id
    where w.words @@ q.query
),

by_words as (
    select
        b.id,
        (b.rank - min(b.rank) over ()) / nullif(max(b.rank) over () - min(b.rank) over (), 0)
            as score
    from (
        select f.id, f.rank::double precision as rank
        from found as f
        where %(near)s::bigint[] is not null
        order by f.rank desc, f.id asc
        limit 50
    ) as b
),

by_embeddings as (
    select
        n.id,
        (n.score - min(n.score) over ())
        / nullif(max(n.score) over () - min(n.score) over (), 0) as score
    from unnest(%(near)s::bigint[], %(similarity)s::double precision[]) as n (id, score)
),

ranked as (
    select f.id, f.document_id, f.sha256, f.ordinal, f.rank
    from found as f
    where %(near)s::bigint[] is null
    union all
    select
        c.id,
        c.document_id,
        c.sha256,
        c.ordinal,
        -- One of its kind, or all alike: the best.
        (
            (
                case when w.id is null then 0 else coalesce(w.score, 1) end
                + case when e.id is null then 0 else coalesce(e.score, 1) end
            ) / 2
        )::real as rank
    from by_words as w
    full join by_embeddings as e on e.id = w.id
    inner join bankagent.document_chunks as c on c.id = coalesce(w.id, e.id)
    inner join searched as s on s.document_id = c.document_id and s.version = c.version
),

copies as (
    select
        r.*,
        row_number() over (partition by r.document_id, r.sha256 order by r.ordinal) as copy
    from ranked as r
),

placed as (
    select
        c.*,
        row_number() over (partition by c.document_id order by c.rank desc, c.ordinal asc) as place
    from copies as c
    where c.copy = 1
),

chosen as (
    select p.id, p.document_id, p.ordinal, p.rank
    from placed as p
    order by
        p.place > greatest((%(most)s::integer + 1) / 2, 1) asc,
        p.rank desc, p.document_id desc, p.ordinal asc
    limit %(most)s::integer
)

select
    c.id as chunk_id,
    c.document_id,
    c.version,
    s.name,
    c.starts_at as start,
    c.ends_at as "end",
    substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at) as text,
    c.sha256,
    h.rank,
    s.trust,
    s.classification
from chosen as h
inner join bankagent.document_chunks as c on c.id = h.id
inner join searched as s on s.document_id = h.document_id
inner join bankagent.document_texts as t
    on t.document_id = c.document_id and t.version = c.version
order by h.rank desc, h.document_id desc, h.ordinal asc;

-- name: near
-- Embeddings of all chunks that the search looks in, end to end, by the number of the chunk. No row
-- where there are too many chunks, or none has one.
with candidates as materialized (
    select c.id
    from
        ops.searched_documents(
            %(kind)s::text, %(reader)s::text, %(maker)s::text, %(client_id)s::text,
            %(document_ids)s::bigint[]
        ) as s
    inner join bankagent.document_chunks as c
        on c.document_id = s.document_id and c.version = s.version
    limit %(most)s::integer + 1
)

select
    array_agg(e.chunk_id order by e.chunk_id) as chunk_ids,
    string_agg(e.vector, ''::bytea order by e.chunk_id) as vectors
from candidates as c
inner join bankagent.chunk_embeddings as e on e.chunk_id = c.id
where
    e.model_sha256 = %(model_sha256)s::text
    and octet_length(e.vector) = %(size)s::integer
    and (select count(*) from candidates) <= %(most)s::integer
having count(*) > 0;

-- name: searchable
-- Those of these documents in which a search of this reader for this client looks.
select s.document_id
from
    ops.searched_documents(
        %(kind)s::text, %(reader)s::text, %(maker)s::text, %(client_id)s::text,
        %(document_ids)s::bigint[]
    ) as s
where not s.is_redacted;
