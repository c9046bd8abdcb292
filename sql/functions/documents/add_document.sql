create or replace function bankagent.document_fault(
    p_client_id text,
    p_name text,
    p_classification text,
    p_trust text,
    p_media_type text,
    p_bytes_sha256 text,
    p_chunks text[],
    p_removed jsonb
)
returns table (field text, expected text)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    return query
    select c.field, c.expected
    from (
        values
        (
            'client_id', 'must be a string of 1 to 64 characters, or null for the house',
            p_client_id is null or (char_length(p_client_id) <= 64 and not is_blank(p_client_id))
        ),
        (
            'name', 'must be a string of 1 to 200 printable characters',
            char_length(p_name) <= 200
            and not is_blank(p_name)
            and p_name !~ '[\u0001-\u001f\u007f-\u009f]'
        ),
        (
            'classification', 'must be public, internal, confidential or mnpi',
            classification_level(p_classification) is not null
        ),
        (
            'trust', 'must be house, client or external',
            p_trust in ('house', 'client', 'external')
        ),
        (
            'media_type', 'must be text/plain, text/markdown, text/html or application/pdf',
            p_media_type in ('text/plain', 'text/markdown', 'text/html', 'application/pdf')
        ),
        (
            'bytes_sha256', 'must be a SHA-256 in 64 digits of hex',
            p_bytes_sha256 ~ '^[0-9a-f]{64}$'
        ),
        (
            'chunks', 'must be 1 to 20000 texts of 1 to 4000 characters, 2000000 in all',
            array_ndims(p_chunks) = 1
            and cardinality(p_chunks) <= 20000
            and char_length(array_to_string(p_chunks, '')) between 1 and 2000000
            and not is_blank(array_to_string(p_chunks, ''))
            and not exists (
                select from unnest(p_chunks) as u (one)
                where coalesce(char_length(u.one), 0) not between 1 and 4000
            )
        ),
        (
            'removed', 'must be an object of counts',
            case when jsonb_typeof(p_removed) = 'object'
                then not jsonb_path_exists(p_removed, '$.* ? (@.type() != "number" || @ < 0)')
            end
        )
    ) as c (field, expected, holds)
    where not coalesce(c.holds, false)
    limit 1;
end
$$;

comment on function bankagent.document_fault(
    text, text, text, text, text, text, text[], jsonb
) is
'First fault of a document: its field, and what is expected there.';

create or replace function bankagent.store_document_version(
    p_document_id bigint,
    p_version integer,
    p_classification text,
    p_trust text,
    p_media_type text,
    p_bytes_sha256 text,
    p_chunks text[],
    p_removed jsonb,
    p_maker text
)
returns void
language plpgsql
set search_path to bankagent, pg_temp
as $$
declare
    whole text := array_to_string(p_chunks, '');
begin
    insert into document_versions (
        document_id, version, classification, trust, media_type, bytes_sha256, text_sha256,
        character_count, removed, maker
    )
    values (
        p_document_id, p_version, p_classification, p_trust, p_media_type, p_bytes_sha256,
        encode(sha256(convert_to(whole, 'UTF8')), 'hex'), char_length(whole), p_removed, p_maker
    );
    insert into document_texts (document_id, version, text)
    values (p_document_id, p_version, whole);
    with chunks as (
        select
            u.ordinal,
            u.one,
            sum(char_length(u.one)) over (order by u.ordinal) as ends_at
        from unnest(p_chunks) with ordinality as u (one, ordinal)
    ),

    stored as (
        insert into document_chunks (document_id, version, ordinal, starts_at, ends_at, sha256)
        select
            p_document_id, p_version, c.ordinal, c.ends_at - char_length(c.one), c.ends_at,
            encode(sha256(convert_to(c.one, 'UTF8')), 'hex')
        from chunks as c
        order by c.ordinal
        returning id, ordinal
    )

    insert into document_words (chunk_id, words)
    select s.id, search_words(c.one)
    from stored as s
    inner join chunks as c on c.ordinal = s.ordinal;
end
$$;

comment on function bankagent.store_document_version(
    bigint, integer, text, text, text, text, text[], jsonb, text
) is
'Store a version with its text, chunks and words. add_document has checked and locked.';

create or replace function bankagent.add_document(
    p_client_id text,
    p_name text,
    p_classification text,
    p_trust text,
    p_media_type text,
    p_bytes_sha256 text,
    p_chunks text[],
    p_removed jsonb default '{}',
    p_actor text default null
)
returns table (document_id bigint, version integer, disposition text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_actor(p_actor);
    wrong record;
    number_of_it bigint;
    newest record;
    clearance text;
begin
    select f.field, f.expected into wrong
    from document_fault(
        p_client_id, p_name, p_classification, p_trust, p_media_type, p_bytes_sha256, p_chunks,
        p_removed
    ) as f;
    if found then
        raise exception '% %', wrong.field, wrong.expected using
            errcode = 'BA422', column = wrong.field, hint = wrong.expected;
    end if;
    -- A database user who signs for itself reads all tables anyway.
    clearance := case when p_actor is null or p_actor = session_user
        then 'mnpi' else clearance_of('caller', by_whom, p_client_id) end;
    if classification_level(p_classification) > classification_level(clearance) then
        raise exception '% is cleared up to % here: an operator can clear it for %',
            by_whom, clearance, p_classification using errcode = 'BA403';
    end if;

    -- Looked for first: an insert that meets its conflict would use up a number. The lock makes a
    -- replay a write, too: its commit waits for a standby as the first call's did.
    select d.id into number_of_it
    from documents as d
    where (d.maker, d.name) = (by_whom, p_name) and d.client_id is not distinct from p_client_id
    for no key update;
    if not found then
        insert into documents as d (client_id, name, maker)
        values (p_client_id, p_name, by_whom)
        on conflict on constraint documents_one_of_a_maker_client_and_name do nothing
        returning d.id into number_of_it;
        if found then
            perform store_document_version(
                number_of_it, 1, p_classification, p_trust, p_media_type, p_bytes_sha256, p_chunks,
                p_removed, by_whom
            );
            return query select number_of_it, 1, 'created';
            return;
        end if;
        select d.id into strict number_of_it
        from documents as d
        where (d.maker, d.name) = (by_whom, p_name) and d.client_id is not distinct from p_client_id
        for no key update;
    end if;

    select
        v.version,
        v.classification,
        (v.bytes_sha256, v.classification, v.trust, v.media_type)
        = (p_bytes_sha256, p_classification, p_trust, p_media_type)
        -- What was withdrawn or redacted is stored anew.
        and exists (
            select from document_texts as t
            where t.document_id = v.document_id and t.version = v.version
        )
        and not exists (
            select from document_withdrawals as w
            where w.document_id = v.document_id and w.version >= v.version
        ) as is_the_same
    into strict newest
    from document_versions as v
    where v.document_id = number_of_it
    order by v.version desc
    limit 1;
    if classification_level(newest.classification) > classification_level(clearance) then
        raise exception '% is cleared up to % here, and this document is %',
            by_whom, clearance, newest.classification using errcode = 'BA403';
    end if;
    if newest.is_the_same then
        return query select number_of_it, newest.version, 'replayed';
        return;
    end if;
    perform store_document_version(
        number_of_it, newest.version + 1, p_classification, p_trust, p_media_type, p_bytes_sha256,
        p_chunks, p_removed, by_whom
    );
    return query select number_of_it, newest.version + 1, 'new_version';
end
$$;

comment on function bankagent.add_document(
    text, text, text, text, text, text, text[], jsonb, text
) is
'Store a document, or the next version of this maker''s document. It is the one of this client '
'and name. The text comes as its chunks; null for p_client_id is a document of the house. Returns '
'its number, its version, and created, new_version or replayed (the same bytes, classification '
'and trust are the newest version). Example: select * from '
'bankagent.add_document(''CUST-1042'', ''annual report'', ''confidential'', ''client'', '
'''text/plain'', repeat(''0'', 64), array[''Revenue rose.'']). BA403: you may not name this '
'actor, or it is not cleared. BA422: an argument is wrong; the error names its field.';
