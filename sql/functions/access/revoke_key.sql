create or replace function bankagent.revoke_key(p_id text)
returns void
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    update api_keys
    set revoked_at = now(), revoked_by = session_user
    where id = p_id and revoked_at is null;
    if not found and not exists (select from api_keys where id = p_id) then
        raise exception 'there is no key %', p_id using errcode = 'BA404';
    end if;
end
$$;

comment on function bankagent.revoke_key(text) is
'Revokes a key, for ever; running API processes let go of it within two seconds. Revoking it again '
'changes nothing. BA404 where there is no such key.';
