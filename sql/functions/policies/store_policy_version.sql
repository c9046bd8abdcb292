create or replace function bankagent.store_policy_version(
    p_key text, p_document text, p_description text, p_actor text default null
)
returns table (version integer, sha256 text, disposition text)
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
declare
    author text := checked_person(p_actor);
    digest text := encode(sha256(convert_to(p_document, 'UTF8')), 'hex');
    found_version integer;
    is_table boolean;
begin
    if not exists (select from request_types as t where t.policy_key = p_key)
        and not exists (select from policies as p where p.key = p_key)
    then
        raise exception 'there is no policy called %', p_key using errcode = 'BA404';
    end if;
    begin
        is_table := jsonb_typeof(p_document::jsonb) = 'object' and octet_length(p_document) <= 1048576;
    exception
        when data_exception or program_limit_exceeded then
            is_table := false;
    end;
    if not coalesce(is_table, false) then
        raise exception 'table must be a JSON object of at most 1 MiB' using
            errcode = 'BA422', column = 'table', hint = 'must be a JSON object of at most 1 MiB';
    end if;
    if not coalesce(
        char_length(p_description) between 1 and 500 and p_description ~ '[^[:space:]]', false
    ) then
        raise exception 'description must have 1 to 500 characters' using
            errcode = 'BA422', column = 'description', hint = 'must have 1 to 500 characters';
    end if;

    -- One author after the other, so that each gets a number; readers do not wait.
    lock table policies in share row exclusive mode;
    select p.version into found_version
    from policies as p
    where p.key = p_key and p.sha256 = digest
    order by p.version desc
    limit 1;
    if found then
        return query select found_version, digest, 'replayed';
        return;
    end if;
    return query
    insert into policies as p (key, version, description, document, sha256, created_by)
    select
        p_key, 1 + greatest(1000, max(known.version)), p_description, p_document, digest, author
    from policies as known
    where known.key = p_key
    returning p.version, p.sha256, 'created';
end
$$;

comment on function bankagent.store_policy_version(text, text, text, text) is
'Store a draft of a policy under the next number from 1001. A table that the policy has already is '
'replayed: the answer is its number. Nothing is in force before activate_policy. Example: select '
'* from bankagent.store_policy_version(''trade_review'', ''{"nodes": []}'', ''Limits of May.''). '
'BA403: you may not. BA404: there is no such policy. BA422: the table or description is wrong.';
