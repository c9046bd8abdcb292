-- Search of documents, by the API and by the tool of the agent.

-- name: search
-- Only newest versions: one with a stricter classification hides those before it. A document takes
-- at most half of the places while others have passages, and a repeated chunk one of them.
with cleared as (
    select
        bankagent.classification_level(
            bankagent.clearance_of(%(kind)s::text, %(reader)s::text, %(client_id)s::text)
        ) as of_client,
        bankagent.classification_level(
            bankagent.clearance_of(%(kind)s::text, %(reader)s::text, null)
        ) as of_house
),

searched as (
    select d.document_id, d.version, d.name, d.trust, d.classification
    from ops.documents as d
    cross join cleared as c
    where
        (d.client_id = %(client_id)s::text or d.client_id is null)
        and (%(maker)s::text is null or d.client_id is null or d.maker = %(maker)s::text)
        and bankagent.classification_level(d.classification)
        <= case when d.client_id is null then c.of_house else c.of_client end
        and d.withdrawn_at is null
        and (
            %(document_ids)s::bigint[] is null
            or d.document_id = any(%(document_ids)s::bigint[])
        )
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

copies as (
    select
        f.*,
        row_number() over (partition by f.document_id, f.sha256 order by f.ordinal) as copy
    from found as f
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

-- name: searchable
-- Those of these documents in which a search of this reader for this client looks.
select d.document_id
from ops.documents as d
where
    d.document_id = any(%(document_ids)s::bigint[])
    and (d.client_id = %(client_id)s::text or d.client_id is null)
    and (%(maker)s::text is null or d.client_id is null or d.maker = %(maker)s::text)
    and bankagent.classification_level(d.classification)
    <= bankagent.classification_level(
        bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
    )
    and d.withdrawn_at is null
    and not d.is_redacted;
