create or replace function bankagent.withdraw_document(
    p_document_id bigint, p_reason text, p_actor text default null
)
returns table (document_id bigint, version integer, withdrawn_at timestamptz)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_actor(p_actor);
    newest integer;
begin
    if coalesce(char_length(p_reason) > 500 or is_blank(p_reason), true) then
        raise exception 'reason must say why, in 1 to 500 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must say why, in 1 to 500 characters';
    end if;
    -- add_document holds the same lock: the newest version stays the newest one.
    perform from documents as d where d.id = p_document_id for no key update;
    if not found then
        raise exception 'there is no document %', coalesce(p_document_id::text, 'null')
            using errcode = 'BA404';
    end if;
    select max(v.version) into newest
    from document_versions as v
    where v.document_id = p_document_id;
    insert into document_withdrawals (document_id, version, reason, withdrawn_by)
    values (p_document_id, newest, p_reason, by_whom)
    on conflict on constraint document_withdrawals_pkey do nothing;
    return query
    select w.document_id, w.version, w.withdrawn_at
    from document_withdrawals as w
    where w.document_id = p_document_id and w.version = newest;
end
$$;

comment on function bankagent.withdraw_document(bigint, text, text) is
'Withdraw a document: search finds it no more. Its versions and text stay for evidence. A '
'second call returns the first withdrawal; a later version is live again. Example: select * from '
'bankagent.withdraw_document(7, ''Replaced by the audited report''). BA403: you may not name this '
'actor. BA404: there is no such document. BA422: there is no reason.';
