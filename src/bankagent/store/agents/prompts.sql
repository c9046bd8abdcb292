-- Prompts of model calls: each message once, linked to the one before it.

-- name: sent
select m.step_id, s.run, m.last_message_id, m.answer_message_id
from bankagent.model_calls as m
inner join bankagent.agent_steps as s on s.id = m.step_id
where m.request_id = %(request_id)s::bigint
order by s.run, s.number;

-- name: messages
select
    m.id as message_id,
    m.parent_id,
    m.position,
    m.role,
    m.content_sha256,
    octet_length(t.content::text) > %(most_bytes)s::integer as is_long,
    case
        when octet_length(t.content::text) <= %(most_bytes)s::integer then t.content::text
    end as content,
    t.redacted_at
from bankagent.agent_messages as m
inner join bankagent.agent_texts as t
    on t.request_id = m.request_id and t.sha256 = m.content_sha256
where m.request_id = %(request_id)s::bigint
order by m.id;
