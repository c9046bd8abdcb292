create or replace function bankagent.keep_citations(
    p_request_id bigint, p_run integer, p_step_id bigint, p_citations jsonb
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    insert into citations (
        step_id, number, request_id, claim, document_id, version, starts_at, ends_at, sha256,
        verdict
    )
    select
        p_step_id, q.number, p_request_id, q.claim, q.document_id, q.version, q.starts_at,
        q.ends_at, q.sha256,
        case
            when t.text is null or q.starts_at < 0 or q.ends_at <= q.starts_at
                or q.ends_at > char_length(t.text)
                or encode(sha256(convert_to(
                    substr(t.text, q.starts_at + 1, q.ends_at - q.starts_at), 'UTF8'
                )), 'hex') <> q.sha256
                then 'fabricated'
            when not exists (
                select from retrieval_hits as h
                inner join agent_steps as s on s.id = h.step_id
                inner join document_chunks as c on c.id = h.chunk_id
                where s.request_id = p_request_id
                    and s.run = p_run
                    and h.document_id = q.document_id
                    and h.version = q.version
                    and c.starts_at <= q.starts_at
                    and c.ends_at >= q.ends_at
            ) then 'not_retrieved'
            else 'exact'
        end
    from (
        select
            e.ordinality::integer as number,
            (e.value ->> 'claim')::integer as claim,
            (e.value ->> 'document_id')::bigint as document_id,
            (e.value ->> 'version')::integer as version,
            (e.value ->> 'start')::integer as starts_at,
            (e.value ->> 'end')::integer as ends_at,
            e.value ->> 'sha256' as sha256
        from jsonb_array_elements(p_citations) with ordinality as e
    ) as q
    left join document_texts as t on t.document_id = q.document_id and t.version = q.version;
end
$$;

comment on function bankagent.keep_citations(bigint, integer, bigint, jsonb) is
'Keep the quotes of an answer, each with the verdict of the stored text. p_citations: [{"claim", '
'"document_id", "version", "start", "end", "sha256"}]. Offsets count characters from 0.';
