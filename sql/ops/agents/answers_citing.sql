create or replace function ops.answers_citing(p_document_id bigint)
returns table (
    request_id bigint,
    client_id text,
    status text,
    decision text,
    version integer,
    quotes bigint,
    is_withdrawn boolean,
    answered_at timestamptz
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select
        s.request_id,
        r.client_id,
        r.status,
        d.decision,
        c.version,
        count(*),
        exists (
            select from document_withdrawals as w
            where w.document_id = p_document_id and w.version >= c.version
        ),
        max(s.created_at)
    from citations as c
    inner join agent_steps as s on s.id = c.step_id
    inner join banking_requests as r on r.id = s.request_id
    left join decisions as d on d.request_id = r.id
    where
        c.document_id = p_document_id
        -- What a later run answered took the place of this answer.
        and s.run = (select max(a.run) from agent_runs as a where a.request_id = s.request_id)
    group by s.request_id, r.client_id, r.status, d.decision, c.version
    order by s.request_id, c.version
$$;

comment on function ops.answers_citing(bigint) is
'Answers that rest on a document, by request and version. Asked after a withdrawal. Example: '
'select * from ops.answers_citing(3) where decision = ''approved''.';
