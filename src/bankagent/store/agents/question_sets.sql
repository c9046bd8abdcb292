-- Question sets: stored versions that they name, and the answers on which people decided.

-- name: chunks
-- The chunks of a version in order, as search has them; none where its text was redacted.
select substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at) as chunk
from bankagent.document_chunks as c
inner join bankagent.document_texts as t
    on t.document_id = c.document_id and t.version = c.version
where
    c.document_id = %(document_id)s::bigint
    and c.version = %(version)s::integer
    and t.text is not null
order by c.ordinal;

-- name: chunk_digests
select c.id as chunk_id, c.sha256
from bankagent.document_chunks as c
where c.document_id = any(%(document_ids)s::bigint[])
order by c.id;

-- name: plan_for_many
-- Until the end of the transaction. Of tables that were empty before, the planner has no
-- statistics: nested loops over 198 new documents took 2.9 s for a search, other joins 0.05 s. A
-- table of many rows is known to it, and scanning all of it would be slower.
select set_config('enable_nestloop', 'off', true)
from pg_catalog.pg_class as c
where c.oid = 'bankagent.document_chunks'::regclass and c.reltuples < 10000;

-- name: ended
-- Research questions that have ended or wait for their caller, with the answer that the decision
-- rests on. The evaluation names the digest of that answer, whatever was answered after it.
select
    r.id as request_id,
    r.payload ->> 'question' as question,
    r.status,
    d.decision,
    d.decided_by,
    answer.step_id is not null as has_answer,
    answer.has_claims,
    coalesce(
        (
            select
                jsonb_agg(
                    jsonb_build_object(
                        'document_id', c.document_id,
                        'version', c.version,
                        'start', c.starts_at,
                        'end', c.ends_at,
                        'text', substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at)
                    )
                    order by c.number
                )
            from bankagent.citations as c
            inner join bankagent.document_texts as t
                on t.document_id = c.document_id and t.version = c.version
            where c.step_id = answer.step_id and c.verdict = 'exact' and t.text is not null
        ),
        '[]'
    ) as quotes,
    coalesce(
        (
            select
                jsonb_agg(
                    distinct jsonb_build_object(
                        'document_id', h.document_id, 'version', h.version
                    )
                )
            from bankagent.retrieval_hits as h
            inner join bankagent.agent_steps as u on u.id = h.step_id
            inner join bankagent.document_texts as t
                on t.document_id = h.document_id and t.version = h.version
            where
                u.request_id = r.id and u.run = answer.run and t.text is not null
        ),
        '[]'
    ) as documents
from bankagent.banking_requests as r
left join bankagent.decisions as d on d.request_id = r.id
left join bankagent.evaluations as e on e.job_id = d.job_id and e.attempt = d.attempt
left join lateral (
    select
        s.id as step_id,
        s.run,
        -- As json: jsonb refuses a NUL, which a model may have written.
        case
            when a.content is null or json_typeof(a.content -> 'claims') <> 'array' then null
            else json_array_length(a.content -> 'claims') > 0
        end as has_claims
    from bankagent.agent_steps as s
    inner join bankagent.agent_texts as a
        on a.request_id = s.request_id and a.sha256 = s.result_sha256
    where
        s.request_id = r.id
        and s.kind = 'answer'
        and s.result_sha256 = e.known -> 'answer' ->> 'sha256'
    order by s.id desc
    limit 1
) as answer on true
where
    r.request_type = 'research_question'
    and (d.request_id is not null or r.status = 'needs_info')
order by r.id;
