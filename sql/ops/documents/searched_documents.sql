create or replace function ops.searched_documents(
    p_kind text, p_reader text, p_maker text, p_client_id text, p_document_ids bigint[]
)
returns table (
    document_id bigint,
    version integer,
    name text,
    trust text,
    classification text,
    is_redacted boolean
)
language sql stable
-- Without a pin the planner puts it into the statement that asks it; names mean what they mean now.
begin atomic
    select d.document_id, d.version, d.name, d.trust, d.classification, d.is_redacted
    from ops.documents as d
    cross join (
        select
            bankagent.classification_level(
                bankagent.clearance_of(p_kind, p_reader, p_client_id)
            ) as of_client,
            bankagent.classification_level(
                bankagent.clearance_of(p_kind, p_reader, null)
            ) as of_house
    ) as c
    where
        (d.client_id = p_client_id or d.client_id is null)
        and (p_maker is null or d.client_id is null or d.maker = p_maker)
        and bankagent.classification_level(d.classification)
        <= case when d.client_id is null then c.of_house else c.of_client end
        and d.withdrawn_at is null
        and (p_document_ids is null or d.document_id = any(p_document_ids));
end;

comment on function ops.searched_documents(text, text, text, text, bigint[]) is
'Documents in which a search of a reader for a client looks. By words and by embeddings alike, in '
'newest versions: a stricter classification hides those before it. p_kind is caller or reviewer; '
'p_maker, where a caller sees its own documents alone. Example: select * from '
'ops.searched_documents(''caller'', ''desk-7'', null, ''CUST-1042'', null).';
