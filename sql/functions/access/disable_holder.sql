create or replace function bankagent.disable_holder(
    p_kind text, p_name text, p_disabled boolean default true
)
returns void
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    since timestamptz := case when p_disabled then now() end;
    by_whom text := case when p_disabled then session_user end;
begin
    -- A holder that is disabled already keeps the time and the user that disabled it first.
    if p_kind = 'caller' and exists (select from callers where name = p_name) then
        update callers
        set disabled_at = since, disabled_by = by_whom
        where name = p_name and (disabled_at is null) = p_disabled;
    elsif p_kind = 'reviewer' and exists (select from reviewers where name = p_name) then
        update reviewers
        set disabled_at = since, disabled_by = by_whom
        where name = p_name and (disabled_at is null) = p_disabled;
    else
        raise exception 'there is no % called %', p_kind, p_name using errcode = 'BA404';
    end if;
end
$$;

comment on function bankagent.disable_holder(text, text, boolean) is
'Disable a caller or reviewer, or enable it again (p_disabled false). None of its keys works '
'while it is disabled. Example: select bankagent.disable_holder(''caller'', ''desk-app''). BA404: '
'there is no such holder.';
