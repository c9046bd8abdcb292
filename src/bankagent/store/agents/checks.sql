-- Checks of stored work of agents: what a row says beside what its text gives now. A text that is
-- redacted gives null.

-- name: definitions
select
    r.run,
    r.definition_sha256 as sha256,
    encode(sha256(convert_to(d.definition::text, 'UTF8')), 'hex') as found_sha256
from bankagent.agent_runs as r
left join bankagent.agent_definitions as d on d.sha256 = r.definition_sha256
where r.request_id = %(request_id)s::bigint
order by r.run;

-- name: texts
select
    t.sha256,
    encode(sha256(convert_to(t.content::text, 'UTF8')), 'hex') as found_sha256,
    t.redacted_at
from bankagent.agent_texts as t
where t.request_id = %(request_id)s::bigint
order by t.created_at, t.sha256;

-- name: named_texts
select
    n.named_by,
    n.run,
    n.number,
    n.sha256
from (
    select 'its result' as named_by, s.run, s.number, s.result_sha256 as sha256
    from bankagent.agent_steps as s
    where s.request_id = %(request_id)s::bigint
    union all
    select 'the arguments of ' || c.name as named_by, c.run, s.number, c.arguments_sha256 as sha256
    from bankagent.tool_calls as c
    left join bankagent.tool_results as r on r.tool_call = c.id
    left join bankagent.agent_steps as s on s.id = r.step_id
    where c.request_id = %(request_id)s::bigint
    union all
    select 'a message' as named_by, null as run, null as number, m.content_sha256 as sha256
    from bankagent.agent_messages as m
    where m.request_id = %(request_id)s::bigint
) as n
order by n.run nulls last, n.number nulls last, n.named_by, n.sha256;

-- name: hits
select
    s.run,
    s.number,
    h.rank,
    h.document_id,
    h.version,
    h.sha256,
    c.document_id = h.document_id and c.version = h.version and c.sha256 = h.sha256 as is_chunk,
    case
        when c.starts_at >= 0 and c.ends_at >= c.starts_at then
            encode(
                sha256(
                    convert_to(substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at), 'UTF8')
                ),
                'hex'
            )
    end as found_sha256,
    t.text is null as is_redacted
from bankagent.agent_steps as s
inner join bankagent.retrieval_hits as h on h.step_id = s.id
left join bankagent.document_chunks as c on c.id = h.chunk_id
left join bankagent.document_texts as t on t.document_id = h.document_id and t.version = h.version
where s.request_id = %(request_id)s::bigint
order by s.run, s.number, h.rank;

-- name: citations
select
    s.run,
    s.number as step,
    q.number,
    q.document_id,
    q.version,
    q.starts_at,
    q.ends_at,
    q.sha256,
    q.verdict,
    exists(
        select
        from bankagent.agent_steps as e
        inner join bankagent.retrieval_hits as h on h.step_id = e.id
        inner join bankagent.document_chunks as c on c.id = h.chunk_id
        where
            e.request_id = s.request_id
            and e.run = s.run
            and h.document_id = q.document_id
            and h.version = q.version
            and c.starts_at <= q.starts_at
            and c.ends_at >= q.ends_at
    ) as is_retrieved
from bankagent.citations as q
inner join bankagent.agent_steps as s on s.id = q.step_id
where q.request_id = %(request_id)s::bigint
order by s.run, s.number, q.number;

-- name: results
select
    s.run,
    s.number,
    s.kind,
    s.name,
    g.content::text as arguments,
    t.content::text as result
from bankagent.agent_steps as s
left join bankagent.agent_texts as t
    on t.request_id = s.request_id and t.sha256 = s.result_sha256
left join bankagent.tool_results as r on r.step_id = s.id
left join bankagent.tool_calls as c on c.id = r.tool_call
left join bankagent.agent_texts as g
    on g.request_id = c.request_id and g.sha256 = c.arguments_sha256
where
    s.request_id = %(request_id)s::bigint
    and (s.kind = 'answer' or (s.kind = 'tool' and s.name = 'calculate'))
order by s.run, s.number;

-- name: stored
select
    v.document_id,
    v.version,
    v.text_sha256,
    t.text
from unnest(%(document_ids)s::bigint[], %(versions)s::integer[]) as a (document_id, version)
inner join bankagent.document_versions as v
    on v.document_id = a.document_id and v.version = a.version
left join bankagent.document_texts as t
    on t.document_id = v.document_id and t.version = v.version
order by v.document_id, v.version;
