create or replace function bankagent.issue_key(
    p_kind text, p_name text, p_id text, p_secret_sha256 text, p_lasts interval default '90 days'
)
returns timestamptz
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    is_disabled boolean;
    free_slot smallint;
    ends timestamptz := now() + p_lasts;
begin
    if not coalesce(p_lasts between '1 second' and '366 days', false) then
        raise exception 'a key must last from 1 second to 366 days' using
            errcode = 'BA422', column = 'lasts', hint = 'must be from 1 second to 366 days';
    end if;

    -- The lock of the holder: of two sessions that issue at once, the second sees the first one's key.
    if p_kind = 'caller' then
        select c.disabled_at is not null into is_disabled
        from callers as c
        where c.name = p_name
        for no key update;
    elsif p_kind = 'reviewer' then
        select r.disabled_at is not null into is_disabled
        from reviewers as r
        where r.name = p_name
        for no key update;
    end if;
    if is_disabled is null then
        raise exception 'there is no % called %', p_kind, p_name using errcode = 'BA404';
    elsif is_disabled then
        raise exception '% % is disabled: enable it first', p_kind, p_name using errcode = 'BA409';
    end if;

    update api_keys
    set revoked_at = now(), revoked_by = session_user
    where kind = p_kind and holder = p_name and revoked_at is null and expires_at <= now();

    select s.slot into free_slot
    from (values (1::smallint), (2::smallint)) as s (slot)
    where not exists (
        select
        from api_keys as k
        where k.kind = p_kind and k.holder = p_name and k.slot = s.slot and k.revoked_at is null
    )
    order by s.slot
    limit 1;
    if free_slot is null then
        raise exception '% % has two keys that work: revoke one first', p_kind, p_name
            using errcode = 'BA409';
    end if;
    insert into api_keys (id, kind, holder, slot, secret_sha256, expires_at)
    values (p_id, p_kind, p_name, free_slot, p_secret_sha256, ends);
    return ends;
end
$$;

comment on function bankagent.issue_key(text, text, text, text, interval) is
'Record a new key of a caller or reviewer, and return when it expires. Takes only the SHA-256 of '
'the secret, in hex. At most two keys of a holder work at a time, each for at most 366 days. '
'Example: select bankagent.issue_key(''caller'', ''desk-app'', ''Ab3dE6gH'', ''5f0d…'', ''30 '
'days''). BA404: there is no such holder. BA409: it is disabled or has two keys. BA422: p_lasts '
'is wrong.';
