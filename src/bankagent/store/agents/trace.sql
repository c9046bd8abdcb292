-- The trace of agents on a request. Of a reader are its kind and its name; without a kind an
-- operator reads, for whom nothing is withheld. A document that the reader is not cleared for, in
-- this version or a newer one, is left out, and so are the texts of its step and of all that
-- follow it in the run.

-- name: is_there
select exists(
    select from bankagent.banking_requests as r
    where r.id = %(request_id)s::bigint
) as is_there;

-- name: work
select
    r.run,
    r.reason,
    d.name as agent,
    r.definition_sha256,
    r.input_sha256,
    r.job_id,
    r.attempt,
    r.created_at as begun_at
from bankagent.agent_runs as r
inner join bankagent.agent_definitions as d on d.sha256 = r.definition_sha256
where r.request_id = %(request_id)s::bigint
order by r.run;

-- name: steps
select
    s.id as step_id,
    s.run,
    s.number,
    s.kind,
    s.name,
    s.occurrence,
    s.job_id,
    s.attempt,
    s.input_sha256,
    s.started_at,
    s.ended_at,
    m.provider,
    m.model,
    m.version,
    m.input_tokens,
    m.output_tokens,
    m.cached_tokens,
    m.cost,
    m.latency_ms,
    m.sent_sha256,
    s.result_sha256,
    octet_length(t.content::text) > %(most_bytes)s::integer as is_long,
    case
        when octet_length(t.content::text) <= %(most_bytes)s::integer then t.content::text
    end as result,
    t.redacted_at,
    f.reader as searched_for,
    f.question_sha256,
    f.document_ids,
    f.embedding_sha256,
    %(kind)s::text is not null and exists (
        select
        from bankagent.agent_steps as e
        inner join bankagent.retrieval_hits as h on h.step_id = e.id
        inner join bankagent.documents as d on d.id = h.document_id
        inner join bankagent.document_versions as v
            on v.document_id = h.document_id and v.version >= h.version
        where
            e.request_id = s.request_id
            and e.run = s.run
            and e.number <= s.number
            and bankagent.classification_level(v.classification)
            > bankagent.classification_level(
                bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
            )
    ) as is_withheld
from bankagent.agent_steps as s
left join bankagent.agent_texts as t
    on t.request_id = s.request_id and t.sha256 = s.result_sha256
left join bankagent.model_calls as m on m.step_id = s.id
left join bankagent.retrievals as f on f.step_id = s.id
where s.request_id = %(request_id)s::bigint
order by s.run, s.number;

-- name: calls
select
    c.run,
    r.step_id,
    c.name,
    c.occurrence,
    c.effect,
    c.idempotency_key,
    r.outcome,
    -- A call to the outside without an end may have been made.
    coalesce(r.in_doubt, c.effect = 'outside') as in_doubt,
    c.created_at as called_at,
    c.arguments_sha256,
    octet_length(t.content::text) > %(most_bytes)s::integer as is_long,
    case
        when octet_length(t.content::text) <= %(most_bytes)s::integer then t.content::text
    end as arguments,
    t.redacted_at
from bankagent.tool_calls as c
left join bankagent.tool_results as r on r.tool_call = c.id
left join bankagent.agent_texts as t
    on t.request_id = c.request_id and t.sha256 = c.arguments_sha256
where c.request_id = %(request_id)s::bigint
order by c.id;

-- name: hits
select
    h.step_id,
    h.rank,
    h.document_id,
    h.version,
    c.starts_at,
    c.ends_at,
    h.sha256,
    h.score,
    %(kind)s::text is not null and exists (
        select
        from bankagent.documents as d
        inner join bankagent.document_versions as v
            on v.document_id = d.id and v.version >= h.version
        where
            d.id = h.document_id
            and bankagent.classification_level(v.classification)
            > bankagent.classification_level(
                bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
            )
    ) as is_withheld
from bankagent.retrievals as r
inner join bankagent.retrieval_hits as h on h.step_id = r.step_id
inner join bankagent.document_chunks as c on c.id = h.chunk_id
where r.request_id = %(request_id)s::bigint
order by h.step_id, h.rank;

-- name: citations
select
    q.step_id,
    q.number,
    q.claim,
    q.document_id,
    q.version,
    q.starts_at,
    q.ends_at,
    q.sha256,
    q.verdict,
    %(kind)s::text is not null and exists (
        select
        from bankagent.documents as d
        inner join bankagent.document_versions as v
            on v.document_id = d.id and v.version >= q.version
        where
            d.id = q.document_id
            and bankagent.classification_level(v.classification)
            > bankagent.classification_level(
                bankagent.clearance_of(%(kind)s::text, %(reader)s::text, d.client_id)
            )
    ) as is_withheld
from bankagent.citations as q
where q.request_id = %(request_id)s::bigint
order by q.step_id, q.number;
