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
'Revoke a key for ever. Running API processes refuse it within two seconds. Revoking it again '
'changes nothing. Example: select bankagent.revoke_key(''Ab3dE6gH''). BA404: there is no such '
'key.';
