create or replace function bankagent.set_reviewer_email(p_name text, p_email text)
returns void
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    update reviewers set email = p_email where name = p_name;
    if not found then
        raise exception 'there is no reviewer %', p_name using errcode = 'BA404';
    end if;
exception
    when check_violation then
        raise exception 'email must be an address such as anna@bank.example' using
            errcode = 'BA422', column = 'email', hint = 'must be an address such as anna@bank.example';
end
$$;

comment on function bankagent.set_reviewer_email(text, text) is
'Set the address to which summaries of what waits are sent; null for none. Example: select '
'bankagent.set_reviewer_email(''anna'', ''anna@bank.example''). BA404: there is no such reviewer. '
'BA422: it is no address.';
