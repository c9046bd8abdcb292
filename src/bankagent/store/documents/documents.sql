-- Documents. Of a reader are its kind, its name, and the only maker that it sees (null: all
-- makers); documents of the house are for every reader. A document that the reader is not cleared
-- for does not exist: its newest version says what it takes.

-- name: add
select a.document_id, a.version, a.disposition
from bankagent.add_document(
    %(client_id)s::text,
    %(name)s::text,
    %(classification)s::text,
    %(trust)s::text,
    %(media_type)s::text,
    %(bytes_sha256)s::text,
    %(chunks)s::text[],
    %(removed)s::jsonb,
    %(actor)s::text
) as a;

-- name: withdraw
select
    w.document_id,
    w.version,
    w.withdrawn_at,
    array(
        select distinct c.request_id
        from ops.answers_citing(d.document_id) as c
        inner join bankagent.banking_requests as r on r.id = c.request_id
        where %(maker)s::text is null or r.maker = %(maker)s::text
        order by c.request_id
    ) as answers
from ops.documents as d
cross join
    lateral bankagent.withdraw_document(
        d.document_id, %(reason)s::text, %(actor)s::text
    ) as w
where
    d.document_id = %(document_id)s::bigint
    and (%(maker)s::text is null or d.maker = %(maker)s::text)
    and bankagent.classification_level(d.classification)
    <= bankagent.classification_level(
        bankagent.clearance_of('caller', %(actor)s::text, d.client_id)
    );

-- name: page
select
    d.document_id,
    d.client_id,
    d.name,
    d.maker,
    d.version,
    d.classification,
    d.trust,
    d.media_type,
    d.text_sha256,
    d.character_count,
    d.created_at,
    d.version_created_at,
    d.withdrawn_at,
    d.withdrawn_by,
    d.withdrawal_reason,
    d.is_redacted
from ops.documents as d
where
    d.client_id is not distinct from %(client_id)s::text
    and d.document_id < %(before)s::bigint
    and (%(maker)s::text is null or d.client_id is null or d.maker = %(maker)s::text)
    and bankagent.classification_level(d.classification)
    <= bankagent.classification_level(
        bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
    )
order by d.document_id desc
limit %(most)s::bigint;

-- name: read
-- No version is shown for which the reader is not cleared, and none below a newer one that is.
with document as (
    select
        d.*,
        bankagent.classification_level(
            bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
        ) as cleared
    from ops.documents as d
    where
        d.document_id = %(document_id)s::bigint
        and (%(maker)s::text is null or d.client_id is null or d.maker = %(maker)s::text)
)

select
    d.document_id,
    d.client_id,
    d.name,
    d.maker,
    d.created_at,
    d.withdrawn_at,
    d.withdrawn_by,
    d.withdrawal_reason,
    asked.version,
    t.text,
    (
        select
            jsonb_agg(
                jsonb_build_object(
                    'version', v.version,
                    'classification', v.classification,
                    'trust', v.trust,
                    'media_type', v.media_type,
                    'bytes_sha256', v.bytes_sha256,
                    'text_sha256', v.text_sha256,
                    'character_count', v.character_count,
                    'removed', v.removed,
                    'maker', v.maker,
                    'created_at', to_char(
                        v.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
                    )
                ) order by v.version desc
            )
        from bankagent.document_versions as v
        where
            v.document_id = d.document_id
            and bankagent.classification_level(v.classification) <= d.cleared
    ) as versions
from document as d
left join bankagent.document_versions as asked
    on
        asked.document_id = d.document_id
        and asked.version = coalesce(%(version)s::integer, d.version)
        and bankagent.classification_level(asked.classification) <= d.cleared
left join bankagent.document_texts as t
    on t.document_id = asked.document_id and t.version = asked.version
where bankagent.classification_level(d.classification) <= d.cleared;
